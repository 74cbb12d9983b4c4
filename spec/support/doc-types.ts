import { dirname, join } from 'node:path';
import ts from 'typescript';

/** A program of files that are not there, in the package's own folder: its name leads to the built declarations. */
export const program = (files: Readonly<Record<string, string>>, options: ts.CompilerOptions = {}): ts.Program => {
  const root = process.cwd();
  const sources = new Map(Object.entries(files).map(([name, code]) => [join(root, name), code]));
  const settings: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    esModuleInterop: true,
    experimentalDecorators: true,
    types: [],
    ...options,
  };
  const host = ts.createCompilerHost(settings, true);
  const folders = new Set([...sources.keys()].map((name) => dirname(name)));
  const { directoryExists, fileExists, readFile, getSourceFile } = host;
  host.directoryExists = (name) => folders.has(name) || (directoryExists?.(name) ?? true);
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, language, ...rest) => {
    const code = sources.get(name);
    return code === undefined
      ? getSourceFile(name, language, ...rest)
      : ts.createSourceFile(name, code, language, true);
  };
  return ts.createProgram([...sources.keys()], settings, host);
};

const textOf = (declaration: ts.Declaration | undefined): string => {
  const type = declaration !== undefined && ts.isPropertySignature(declaration) ? declaration.type : undefined;
  return (type?.getText() ?? '').replace(/\s+/g, ' ');
};

/** A type that an entry exports, with its arguments if it takes any. */
export type Exported = readonly [entry: string, type: string];

/** The properties of each type, with their own types as they are declared; those of a union are taken together. */
export const propertiesOf = (types: readonly Exported[]): readonly ReadonlyMap<string, string>[] => {
  const code = types.map(([entry, type], i) => `export type T${i} = import('${entry}').${type};`).join('\n');
  const made = program({ 'types.ts': code });
  const checker = made.getTypeChecker();
  const aliases = made.getSourceFile(join(process.cwd(), 'types.ts'))?.statements.filter(ts.isTypeAliasDeclaration);
  return (aliases ?? []).map((alias) => {
    const type = checker.getTypeAtLocation(alias);
    const objects = (type.isUnion() ? type.types : [type]).filter((part) => part.getCallSignatures().length === 0);
    const found = objects.flatMap((part) => checker.getPropertiesOfType(part));
    return new Map(found.map(({ name, declarations }) => [name, textOf(declarations?.[0])]));
  });
};
