import type { ModelDescriptor, ParamDescriptor } from './descriptor.ts';
import { gotValue } from './got-value.ts';
import type { ParamValues, ParsedInput } from './input.ts';
import { parseParam } from './parse-param.ts';
import { parseReferences, REFERENCES_KEY } from './parse-references.ts';
import { isGiven, isJsonObject, Problems, refuseUnknownKeys } from './problems.ts';
import { isBlank, textProblem } from './text-rules.ts';

/**
 * Parses a request for one model, strictly: nothing unknown is ignored, nothing is clamped, `null` means "not given".
 * Throws `validation_failed` with every problem found, each with its path and what is allowed there.
 */
export function parseInput(descriptor: ModelDescriptor, request: { prompt?: unknown; params?: unknown }): ParsedInput {
  const problems = new Problems();
  const prompt = parsePrompt(problems, descriptor, request.prompt);
  const given = parseObject(problems, request.params);
  const policy = descriptor.referenceMedia;
  refuseUnknownKeys(problems, given, {
    prefix: 'params.',
    allowed: [...descriptor.params.map(({ key }) => key), ...(policy === null ? [] : [REFERENCES_KEY])],
  });
  const references = policy === null ? [] : parseReferences(problems, policy, given[REFERENCES_KEY]);
  const params = parseParams(problems, given, {
    params: descriptor.params,
    // Without a given ratio the picture follows the last reference, so a default must not speak first.
    noDefaultFor: references.length > 0 ? descriptor.sizes.ratioParam : undefined,
  });
  problems.throwIfAny();
  return { prompt, params, references };
}

function parsePrompt(problems: Problems, { prompt: rule }: ModelDescriptor, value: unknown): string {
  if (!isGiven(value)) {
    if (rule.isRequired) problems.add('prompt', `is required: 1 to ${rule.charactersMax} characters.`);
    return '';
  }
  const problem = textProblem(value, rule.charactersMax);
  if (problem !== undefined || typeof value !== 'string') {
    problems.add('prompt', problem ?? 'must be a string.');
    return '';
  }
  if (rule.isRequired && isBlank(value)) {
    problems.add('prompt', `must not be blank: 1 to ${rule.charactersMax} characters, at least one of them visible.`);
  }
  return value;
}

function parseObject(problems: Problems, value: unknown): Readonly<Record<string, unknown>> {
  if (!isGiven(value)) return {};
  if (isJsonObject(value)) return value;
  problems.add('params', `must be an object; got ${gotValue(value)}.`);
  return {};
}

function parseParams(
  problems: Problems,
  given: Readonly<Record<string, unknown>>,
  { params, noDefaultFor }: { params: readonly ParamDescriptor[]; noDefaultFor: string | undefined },
): ParamValues {
  const values: Record<string, string | number | boolean> = {};
  for (const param of params) {
    const path = `params.${param.key}`;
    const value = Object.hasOwn(given, param.key) ? given[param.key] : undefined;
    const wanted = isGiven(value) ? value : param.key === noDefaultFor ? undefined : param.default;
    if (wanted === undefined) {
      if (param.isRequired === true && param.key !== noDefaultFor) problems.add(path, 'is required.');
      continue;
    }
    const parsed = parseParam(param, wanted);
    if ('problem' in parsed) problems.add(path, parsed.problem);
    else values[param.key] = parsed.value;
  }
  return values;
}
