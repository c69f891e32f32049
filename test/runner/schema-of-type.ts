/** Compares a TypeScript type with a JSON Schema, member by member. Knows the shapes that records are made of, and no others. */
import ts from 'typescript';

export interface Schema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
}

/** Each place where the exported type `name` of `file` and `root` differ, in words. */
export function differences(file: string, name: string, root: Schema): readonly string[] {
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: [],
    noEmit: true,
  });
  const types = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : types.getSymbolAtLocation(source);
  const symbol = module === undefined ? undefined : types.getExportsOfModule(module).find((one) => one.name === name);
  if (symbol === undefined) throw new Error(`${file} exports no ${name}`);
  const found: string[] = [];
  compare(types.getDeclaredTypeOfSymbol(symbol), root, name);
  return found;

  function compare(type: ts.Type, schema: Schema, at: string): void {
    const plain = resolved(schema);
    const literals = stringsOf(type);
    if (literals !== undefined && literals.length > 100) {
      // The ids of clauses: each edition has more, so the schema gives their form only.
      same(plain.type, 'string', `${at}: type`);
    } else if (literals !== undefined) {
      const allowed = plain.enum ?? (plain.const === undefined ? [] : [plain.const]);
      same([...allowed].sort().join(), [...literals].sort().join(), `${at}: values`);
    } else if (type.flags & ts.TypeFlags.String) same(plain.type, 'string', `${at}: type`);
    else if (type.flags & ts.TypeFlags.Number)
      same(plain.type === 'integer' ? 'number' : plain.type, 'number', `${at}: type`);
    else if (type.flags & ts.TypeFlags.Boolean || type.flags & ts.TypeFlags.BooleanLiteral || isBoolean(type))
      same(plain.type, 'boolean', `${at}: type`);
    else if (types.isArrayType(type)) compareArray(type as ts.TypeReference, plain, at);
    else if (type.flags & ts.TypeFlags.Object) compareObject(type, plain, at);
    else found.push(`${at}: ${types.typeToString(type)} is not known to this comparison`);
  }

  function compareArray(type: ts.TypeReference, schema: Schema, at: string): void {
    same(schema.type, 'array', `${at}: type`);
    const [element] = types.getTypeArguments(type);
    if (element !== undefined && schema.items !== undefined) compare(element, schema.items, `${at}[]`);
    else found.push(`${at}: no items`);
  }

  function compareObject(type: ts.Type, schema: Schema, at: string): void {
    same(schema.type, 'object', `${at}: type`);
    same(schema.additionalProperties, false, `${at}: additionalProperties`);
    const members = types.getPropertiesOfType(type);
    const properties = schema.properties ?? {};
    same(Object.keys(properties).sort().join(), names(members).join(), `${at}: members`);
    const needed = members.filter((member) => !(member.flags & ts.SymbolFlags.Optional));
    same([...(schema.required ?? [])].sort().join(), names(needed).join(), `${at}: required`);
    for (const member of members) {
      const inner = properties[member.name];
      if (inner === undefined) continue;
      compare(types.getNonNullableType(types.getTypeOfSymbol(member)), inner, `${at}.${member.name}`);
    }
  }

  function resolved(schema: Schema): Schema {
    const target = schema.$ref?.replace('#/$defs/', '');
    return target === undefined ? schema : { ...schema, ...root.$defs?.[target] };
  }

  function same(actual: unknown, expected: unknown, at: string): void {
    if (actual !== expected) found.push(`${at}: the schema says ${String(actual)}, the type ${String(expected)}`);
  }
}

function names(members: readonly ts.Symbol[]): readonly string[] {
  return members.map(({ name }) => name).sort();
}

function stringsOf(type: ts.Type): readonly string[] | undefined {
  const parts = type.isUnion() ? type.types : [type];
  const values = parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  return values.length === parts.length ? values : undefined;
}

function isBoolean(type: ts.Type): boolean {
  return type.isUnion() && type.types.every((part) => part.flags & ts.TypeFlags.BooleanLiteral);
}
