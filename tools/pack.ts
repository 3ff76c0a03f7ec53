import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * `node tools/pack.ts [--no-tarballs] PACKAGE…` compiles packages of `packages/` to JavaScript, each into its own
 * `dist/`, which is what gets published, and packs `dist/` into a tarball in the root's `dist/`. Name a package after
 * those it depends on: it is checked against what they were built to.
 */
const ROOT = join(import.meta.dirname, '..');
const TARBALLS = join(ROOT, 'dist');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
/** Beside the sources; what a package does not have is not missing. */
const SHIPPED_AS_IT_IS = ['bin', 'assets', 'docs', 'README.md', 'NOTICE'];
/** Kept at the root for those who read the repository; the docs of an installed server show them too. */
const SHIPPED_FROM_THE_ROOT: Readonly<Record<string, string>> = { server: 'docs/guides' };
/** Packages of applications that may still be CommonJS; these get a bundle and declarations for `require` as well. */
const ALSO_COMMONJS: readonly string[] = ['sdk'];
const NEVER_SHIPPED = ['**/*.test.ts', '**/testing*.ts'];

type Manifest = {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly devDependencies?: unknown;
};

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function main(args: readonly string[]): void {
  const names = args.filter((arg) => arg !== '--no-tarballs');
  const unknown = names.filter((name) => !existsSync(join(ROOT, 'packages', name, 'package.json')));
  if (names.length === 0 || unknown.length > 0) {
    console.error(`usage: node tools/pack.ts [--no-tarballs] PACKAGE…${unknown.map((name) => `\nno package ${name}`)}`);
    process.exit(2);
  }
  const paths: Record<string, readonly string[]> = {};
  for (const name of names) {
    if (!args.includes('--no-tarballs')) bake(name);
    const manifest = build(name, paths);
    for (const [entry, source] of Object.entries(manifest.exports ?? {})) {
      paths[join(manifest.name, entry)] = [join('..', name, 'dist', toExtension(source, '.d.ts'))];
    }
    if (!args.includes('--no-tarballs')) console.log(pack(name));
  }
}

/** What a package bakes from development packages is baked anew for a tarball: it must not be older than its sources. */
function bake(name: string): void {
  const { scripts } = readManifest(join(ROOT, 'packages', name, 'package.json'));
  if (scripts?.['bake'] !== undefined)
    run('npm', ['run', 'bake', '--silent', '--prefix', join(ROOT, 'packages', name)]);
}

/** Makes `packages/NAME/dist` anew: compiled sources, what ships as it is, and a manifest that points at them. */
function build(name: string, paths: Readonly<Record<string, readonly string[]>>): Manifest {
  const source = join(ROOT, 'packages', name);
  const dist = join(source, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  compile(source, paths);
  const manifest = readManifest(join(source, 'package.json'));
  const isAlsoCommonJs = ALSO_COMMONJS.includes(name);
  finishDeclarations(dist);
  if (isAlsoCommonJs) addCommonJs(dist, Object.values(manifest.exports ?? {}));
  for (const item of SHIPPED_AS_IT_IS) {
    if (existsSync(join(source, item))) cpSync(join(source, item), join(dist, item), { recursive: true });
  }
  const shared = SHIPPED_FROM_THE_ROOT[name];
  if (shared !== undefined) cpSync(join(ROOT, shared), join(dist, shared), { recursive: true });
  cpSync(join(ROOT, 'LICENSE'), join(dist, 'LICENSE'));
  const published = toPublished(manifest, isAlsoCommonJs);
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  refuseTraces(dist);
  return manifest;
}

/** The settings lie in `dist/` while the compiler runs, so that nothing stays behind in the sources if it fails. */
function compile(source: string, paths: Readonly<Record<string, readonly string[]>>): void {
  const settings = join(source, 'dist/tsconfig.json');
  const own = 'tsconfig.build.json';
  const config = {
    extends: existsSync(join(source, own)) ? `../${own}` : `../../../${own}`,
    compilerOptions: { rootDir: '..', outDir: '.', paths: below('../', paths) },
    include: ['../src'],
    exclude: NEVER_SHIPPED.map((pattern) => `../src/${pattern}`),
  };
  writeFileSync(settings, JSON.stringify(config));
  run(process.execPath, [TSC, '-p', settings]);
  rmSync(settings);
}

function below(folder: string, paths: Readonly<Record<string, readonly string[]>>) {
  return Object.fromEntries(
    Object.entries(paths).map(([name, targets]) => [name, targets.map((target) => join(folder, target))]),
  );
}

/** The compiler leaves the extension of the sources in the imports of declarations, which older compilers do not take. */
function finishDeclarations(dist: string): void {
  for (const path of globSync('**/*.d.ts', { cwd: dist }).map((path) => join(dist, path))) {
    writeFileSync(path, withImportsOf(readFileSync(path, 'utf8'), '.js'));
  }
}

/**
 * The compiled files once more for `require`: each entry as one file, so that nothing is loaded twice, and declarations
 * under the extension from which TypeScript knows the kind of module.
 */
function addCommonJs(dist: string, sources: readonly string[]): void {
  for (const source of sources) {
    buildSync({
      absWorkingDir: dist,
      entryPoints: [toExtension(source, '.js')],
      outfile: toExtension(source, '.cjs'),
      bundle: true,
      format: 'cjs',
      platform: 'neutral',
      target: 'es2022',
      logLevel: 'error',
    });
  }
  for (const path of globSync('**/*.d.ts', { cwd: dist })) {
    const declaration = readFileSync(join(dist, path), 'utf8');
    writeFileSync(join(dist, path.replace(/\.ts$/, '.cts')), withImportsOf(declaration, '.cjs'));
  }
}

function withImportsOf(declaration: string, extension: string): string {
  return declaration.replaceAll(/(?<=(?:from |import\()['"]\.[^'"]*)\.(?:ts|js)(?=['"])/g, extension);
}

/** What npm gets to see: entry points are the compiled files; what only a checkout needs is left out. */
function toPublished(
  { scripts: _scripts, devDependencies: _devDependencies, ...manifest }: Manifest,
  isAlsoCommonJs: boolean,
) {
  const sources = manifest.exports ?? {};
  const exports = Object.entries(sources).map(([entry, source]) => {
    const modules = { types: toExtension(source, '.d.ts'), default: toExtension(source, '.js') };
    return [entry, isAlsoCommonJs ? { import: modules, require: commonJsOf(source) } : modules];
  });
  // For tools from before `exports`.
  const { types, default: main } = commonJsOf(sources['.'] ?? '');
  return {
    ...manifest,
    ...(isAlsoCommonJs ? { main, types } : {}),
    exports: { ...Object.fromEntries(exports), './package.json': './package.json' },
  };
}

function commonJsOf(source: string) {
  return { types: toExtension(source, '.d.cts'), default: toExtension(source, '.cjs') };
}

function toExtension(source: string, extension: string): string {
  return source.replace(/\.ts$/, extension);
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Throws when a file would tell where it was built. */
function refuseTraces(dist: string): void {
  const files = globSync('**/*.{js,cjs,ts,json}', { cwd: dist });
  const traces = files.filter((file) => readFileSync(join(dist, file), 'utf8').includes(ROOT));
  if (traces.length > 0) throw new Error(`These built files name the folder they were built in: ${traces.join(', ')}`);
}

/** Packs one `dist/` and tells where the tarball is. */
function pack(name: string): string {
  mkdirSync(TARBALLS, { recursive: true });
  const dist = join(ROOT, 'packages', name, 'dist');
  const file = run('npm', ['pack', dist, '--silent', '--pack-destination', TARBALLS]).trim();
  return relative(process.cwd(), join(TARBALLS, file));
}

/** Runs a program to its end and gives what it printed. Throws, with that shown, when it failed. */
function run(command: string, args: readonly string[]): string {
  const isScript = command === 'npm' && process.platform === 'win32';
  const { status, stdout } = spawnSync(command, [...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    shell: isScript,
  });
  if (status === 0) return stdout;
  console.error(stdout);
  throw new Error(`${[command, ...args].join(' ')} ended with ${status}`);
}
