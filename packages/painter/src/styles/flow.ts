import { type Control, partOf } from '../control.ts';
import { addNoiseRow } from '../noise.ts';
import { eachRow } from './each-row.ts';
import { createPlane, type Plane, smooth } from './plane.ts';

/** Squared slope below which a tone counts as level; then the hand's own drift leads. */
const LEVEL_SLOPE = 40;
/** The drift turns over this share of the long side. */
const DRIFT_CELL = 0.22;

/**
 * Where forms run, for hands that follow them: per cell the cosine and sine of twice the angle along
 * which the tone changes least (structure tensor). Where nothing runs anywhere it wanders
 * around `lean`, radians; `drift`, 0 to 1, is how much that counts against the forms.
 */
export async function createFlow(
  guide: Plane,
  at: { readonly reach: number; readonly lean: number; readonly drift: number; readonly seed: number },
  control: Control,
): Promise<Plane> {
  const tensor = await createTensor(guide, partOf(control, 0, 0.4));
  await smooth(tensor, at.reach, partOf(control, 0.4, 0.8));
  const flow = createPlane(guide, 1, 2);
  const drift = new Float32Array(guide.width);
  const lean = { cosine: Math.cos(2 * at.lean), sine: Math.sin(2 * at.lean) };
  const cell = DRIFT_CELL * Math.max(guide.width, guide.height);
  await eachRow(guide, partOf(control, 0.8, 1), (y) => {
    drift.fill(0);
    addNoiseRow(drift, y, { seed: at.seed & 0xffff, cellWidth: cell, cellHeight: cell, amplitude: 1.3 });
    for (let x = 0; x < guide.width; x += 1) {
      const from = (y * guide.width + x) * 3;
      const a = tensor.values[from] ?? 0;
      const b = tensor.values[from + 1] ?? 0;
      const total = (tensor.values[from + 2] ?? 0) + LEVEL_SLOPE;
      // The lean, turned by the drift: a shear is near enough, the length is mended below.
      const turned = (drift[x] ?? 0) * 2;
      const cosine = -a / total + (lean.cosine - turned * lean.sine) * at.drift;
      const sine = -b / total + (lean.sine + turned * lean.cosine) * at.drift;
      const length = Math.sqrt(cosine * cosine + sine * sine) + 1e-6;
      flow.values[(y * guide.width + x) * 2] = cosine / length;
      flow.values[(y * guide.width + x) * 2 + 1] = sine / length;
    }
  });
  return { ...flow, step: guide.step };
}

/** Per cell: the slope's direction as a doubled angle (two numbers, long where it is steep), and its square. */
async function createTensor(guide: Plane, control: Control): Promise<Plane> {
  const { width, height, values } = guide;
  const tensor = createPlane(guide, 1, 3);
  const tone = (column: number, row: number) => {
    const at = (row * width + column) * 3;
    return (values[at] ?? 0) * 0.3 + (values[at + 1] ?? 0) * 0.55 + (values[at + 2] ?? 0) * 0.15;
  };
  await eachRow(guide, control, (y) => {
    const up = Math.max(0, y - 1);
    const down = Math.min(height - 1, y + 1);
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      const across = tone(right, y) - tone(left, y);
      const along = tone(x, down) - tone(x, up);
      const to = (y * width + x) * 3;
      tensor.values[to] = across * across - along * along;
      tensor.values[to + 1] = 2 * across * along;
      tensor.values[to + 2] = across * across + along * along;
    }
  });
  return tensor;
}
