import { unreachable } from '../platform/units.ts';
import { isSwitch, type NumberParam, type ParamDescriptor, type SelectParam } from './descriptor.ts';
import { gotValue } from './got-value.ts';
import { textProblem } from './text-rules.ts';

export type ParsedParam = { readonly value: string | number | boolean } | { readonly problem: string };

/** Takes one given value, or says what is wrong with it and what is allowed. Nothing is clamped or converted. */
export function parseParam(param: ParamDescriptor, value: unknown): ParsedParam {
  switch (param.type) {
    case 'select':
      return parseSelect(param, value);
    case 'number':
      return parseNumber(param, value);
    case 'text': {
      const problem = textProblem(value, param.max);
      return problem === undefined && typeof value === 'string' ? { value } : { problem: problem ?? 'is not a text.' };
    }
    default:
      return unreachable(param);
  }
}

function parseSelect(param: SelectParam, value: unknown): ParsedParam {
  const isOnOff = isSwitch(param);
  if (isOnOff && typeof value === 'boolean') return { value };
  if (typeof value !== 'string' || !param.options.includes(value)) {
    return { problem: `must be one of: ${param.options.join(', ')}; got ${gotValue(value)}.` };
  }
  return { value: isOnOff ? value === 'true' : value };
}

function parseNumber(param: NumberParam, value: unknown): ParsedParam {
  const { min = -Infinity, max = Infinity, step } = param;
  const isFine =
    typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max && isOnStep(param, value);
  // JSON can say -0; nothing behind us should have to care.
  if (isFine) return { value: value + 0 };
  const kind = step !== undefined && Number.isInteger(step) ? 'a whole number' : 'a number';
  return { problem: `must be ${kind}${rangeOf(param)}${stepOf(param)}; got ${gotValue(value)}.` };
}

function isOnStep({ min = 0, step }: NumberParam, value: number): boolean {
  if (step === undefined) return true;
  if (step === 1 && Number.isInteger(min)) return Number.isInteger(value);
  // Decimal steps such as 0.1 are not exact in binary.
  const steps = (value - min) / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9 * Math.max(1, Math.abs(steps));
}

function rangeOf({ min, max }: NumberParam): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

function stepOf({ min = 0, step }: NumberParam): string {
  return step === undefined || step === 1 ? '' : ` in steps of ${step}${min === 0 ? '' : ` from ${min}`}`;
}
