import type { ModelDescriptor, ParamDescriptor, SelectParam } from './descriptor.ts';
import { parseInput } from './parse-input.ts';
import { parseParam } from './parse-param.ts';
import { REFERENCES_KEY } from './parse-references.ts';

/** Throws an error that lists everything in a descriptor that cannot be meant; run once at start-up. */
export function checkDescriptor(descriptor: ModelDescriptor): void {
  const faults = [
    ...generalFaults(descriptor),
    ...descriptor.params.flatMap(paramFaults),
    ...referenceFaults(descriptor),
    ...sizeFaults(descriptor),
  ];
  if (faults.length === 0) faults.push(...exampleFaults(descriptor));
  if (faults.length > 0) throw new Error(`The model ${descriptor.id} makes no sense: ${faults.join('; ')}.`);
}

function generalFaults({ id, billing, prompt, params, supportedModes, ...rest }: ModelDescriptor): string[] {
  const keys = params.map(({ key }) => key);
  const faults: string[] = [];
  if (!/^[a-z0-9][a-z0-9.-]{0,99}$/.test(id)) faults.push('its id is not lower-case letters, digits, dots and hyphens');
  if (!(billing.baseCredits >= 0)) faults.push('its price is below zero');
  if (!(Number.isInteger(prompt.charactersMax) && prompt.charactersMax > 0)) faults.push('its prompt has no room');
  for (const key of new Set(keys.filter((one, index) => keys.indexOf(one) !== index)))
    faults.push(`${key} comes twice`);
  if (keys.includes(REFERENCES_KEY)) faults.push(`${REFERENCES_KEY} is a parameter of every model with a policy`);
  for (const mode of rest.requiresUploadForModes) {
    if (!supportedModes.includes(mode)) faults.push(`it needs uploads for ${mode}, a mode it does not support`);
  }
  return faults;
}

function paramFaults(param: ParamDescriptor): string[] {
  const faults: string[] = [];
  if (param.type === 'select') {
    if (param.options.length === 0) faults.push(`${param.key} has no options`);
    if (new Set(param.options).size !== param.options.length) faults.push(`an option of ${param.key} comes twice`);
  }
  if (param.type === 'number') {
    const { min = -Infinity, max = Infinity, step = 1 } = param;
    if (!(min <= max)) faults.push(`${param.key} has min ${min} above max ${max}`);
    if (!(step > 0)) faults.push(`${param.key} has a step that is not above zero`);
  }
  if (param.type === 'text' && !(param.max > 0)) faults.push(`${param.key} has no room`);
  if (param.default !== undefined) {
    const parsed = parseParam(param, param.default);
    if ('problem' in parsed) faults.push(`the default of ${param.key} ${parsed.problem.replace(/\.$/, '')}`);
  }
  return faults;
}

function referenceFaults({ referenceMedia, fileKinds }: ModelDescriptor): string[] {
  const accepted = Object.keys(referenceMedia?.kinds ?? {});
  const faults: string[] = [];
  if (accepted.toSorted().join() !== fileKinds.toSorted().join()) {
    faults.push(`its file kinds (${fileKinds.join(', ')}) are not those of its references (${accepted.join(', ')})`);
  }
  if (referenceMedia === null) return faults;
  if (!(Number.isInteger(referenceMedia.maxFiles) && referenceMedia.maxFiles > 0)) faults.push('it takes no files');
  for (const [kind, { maxMb, mimeTypes }] of Object.entries(referenceMedia.kinds)) {
    if (!(maxMb > 0) || mimeTypes.length === 0) faults.push(`its ${kind} references have no size or no types`);
  }
  return faults;
}

function sizeFaults({ sizes, params }: ModelDescriptor): string[] {
  const ratios = findSelect(params, sizes.ratioParam);
  const tiers = sizes.tierParam === undefined ? undefined : findSelect(params, sizes.tierParam);
  const faults: string[] = [];
  if (ratios?.default === undefined) faults.push(`${sizes.ratioParam} is not a select with a default`);
  if (sizes.tierParam !== undefined && tiers?.default === undefined) {
    faults.push(`${sizes.tierParam} is not a select with a default`);
  }
  const tierNames = tiers?.options ?? Object.keys(sizes.tiers).slice(0, 1);
  if (tierNames.length === 0) faults.push('it has no size tier');
  if (!(sizes.ratioMax >= 1 && sizes.multipleOf >= 1)) faults.push('its free sizes have no room');
  for (const tierName of tierNames) {
    for (const ratio of ratios?.options ?? []) {
      const tier = sizes.tiers[tierName];
      const size = tier?.byRatio[ratio];
      if (tier === undefined || size === undefined) faults.push(`there is no size for ${ratio} at ${tierName}`);
      else if (!(size.width > 0 && size.height > 0 && size.width * size.height <= tier.pixelsMax)) {
        faults.push(`${size.width}x${size.height} for ${ratio} is not within the budget of ${tierName}`);
      }
    }
  }
  return faults;
}

function findSelect(params: readonly ParamDescriptor[], key: string): SelectParam | undefined {
  const param = params.find((one) => one.key === key);
  return param?.type === 'select' ? param : undefined;
}

function exampleFaults(descriptor: ModelDescriptor): string[] {
  return descriptor.examples.flatMap((example) => {
    try {
      parseInput(descriptor, example);
      return [];
    } catch (error) {
      return [`its example "${example.title}" is refused: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}
