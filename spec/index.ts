export * from './contract';
export * from './clause';
export * from './subject';
export * from './layers';
export * from './clauses';
export * from './versions';
