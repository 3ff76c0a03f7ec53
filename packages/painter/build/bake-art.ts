/**
 * `node build/bake-art.ts` bakes the art and the words from development packages, as `npm install` does at the root.
 * Everything else is imported below, so that a package that is missing is told and not thrown.
 */
try {
  const { writeArt } = await import('./write-art.ts');
  console.log(await writeArt());
} catch (error) {
  if (!(error instanceof Error) || !isMissingPackage(error)) throw error;
  console.error(`The painter's art is baked from development packages. ${error.message.split('\n')[0]}`);
  console.error('Install them first: `npm install` at the root, without `--omit=dev`.');
  process.exitCode = 1;
}

function isMissingPackage(error: Error): boolean {
  return 'code' in error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND');
}

export {};
