export * from './contract';
export * from './clause';
export { API, parseReference, type ApiName, type ApiReference } from './api';
export * from './subject';
export * from './layers';
export * from './clauses';
export * from './versions';
