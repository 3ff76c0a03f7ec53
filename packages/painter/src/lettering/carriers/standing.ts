import { clamp01, luminance, smoothstep } from '../../colour.ts';
import type { Rect } from '../ink-mask.ts';
import type { CarrierTask, Paint } from './carrier.ts';
import { boxCover, type Dab, paintArea, setDab } from './surface.ts';

export type Post = { readonly x: number; readonly width: number };

/** What stands on the ground throws a shadow on it: its posts from the foot on, its panel beyond them. */
export async function groundShadow(task: CarrierTask, posts: readonly Post[]): Promise<void> {
  const { picture, frame, stage, room, control } = task;
  const { whole, panel } = room;
  const foot = whole.top + whole.height;
  if (stage?.isWeightless === true || stage?.ground === undefined || foot >= picture.height) return;
  const light = stage.light ?? frame.light;
  const strength = 0.2 + clamp01(luminance(light.direct) * 1.3) * 0.3;
  const isLow = light.source.y < 0.3;
  const length = Math.min(whole.height * (isLow ? 0.42 : 0.26), frame.unit * 0.2);
  const lean = (0.5 - light.source.x) * (isLow ? 2 : 1.1);
  const free = (whole.height - panel.height) / whole.height;
  const area = {
    left: whole.left - length * Math.abs(lean) - length * 0.1,
    top: foot - whole.height * 0.02,
    width: whole.width + 2 * length * Math.abs(lean) + length * 0.2,
    height: length * 1.05,
  };
  const pixel = (x: number, y: number, dab: Dab) => {
    const along = (y + 0.5 - foot) / length;
    if (along < 0) return;
    const at = x + 0.5 - along * length * lean;
    const soft = 1 + length * (0.03 + along * 0.12);
    const onPosts = posts.reduce(
      (most, post) => Math.max(most, 1 - smoothstep(-soft, soft, Math.abs(at - post.x) - post.width / 2)),
      0,
    );
    const middle = panel.left + panel.width / 2;
    const onPanel =
      (1 - smoothstep(-soft, soft, Math.abs(at - middle) - panel.width / 2)) *
      smoothstep(free - 0.04, free + 0.04, along);
    setDab(
      dab,
      [10, 12, 22],
      1,
      Math.max(onPosts, onPanel * 0.8) * strength * (1 - along * 0.6) * (1 - smoothstep(0.92, 1.05, along)),
    );
  };
  await paintArea(picture, area, { pixel, isThing: false }, control);
  for (const post of posts) await touchGround(task, post, foot);
}

async function touchGround({ picture, control }: CarrierTask, post: Post, foot: number) {
  const wide = post.width * 1.5;
  const flat = Math.max(1.5, post.width * 0.3);
  const area = { left: post.x - wide * 1.6, top: foot - flat * 2.4, width: wide * 3.2, height: flat * 4.8 };
  const pixel = (x: number, y: number, dab: Dab) => {
    const distance = ((x + 0.5 - post.x) / wide) ** 2 + ((y + 0.5 - foot) / flat) ** 2;
    setDab(dab, [10, 12, 18], 1, 0.5 * Math.exp(-distance * 2));
  };
  await paintArea(picture, area, { pixel, isThing: false }, control);
}

/** Two posts under a wide panel, one under a narrow one. */
export function postsUnder(
  { whole, panel }: { readonly whole: Rect; readonly panel: Rect },
  width: number,
): readonly Post[] {
  const middle = whole.left + whole.width / 2;
  if (panel.width < panel.height * 0.62) return [{ x: middle, width }];
  const apart = panel.width * 0.34;
  return [
    { x: middle - apart, width },
    { x: middle + apart, width },
  ];
}

/** Upright posts from `top` to the whole's foot, round by their shading. */
export async function paintPosts(task: CarrierTask, posts: readonly Post[], top: number, colour: Paint): Promise<void> {
  const { picture, room, side, control } = task;
  const foot = room.whole.top + room.whole.height;
  for (const { x: middle, width } of posts) {
    const box = { left: middle - width / 2, top, width, height: foot - top };
    const pixel = (x: number, y: number, dab: Dab) => {
      const across = (x + 0.5 - middle) / (width / 2);
      const round = 0.92 + side * across * 0.2 - across * across * 0.28;
      const under = smoothstep(0, width * 2.2, y - room.panel.top - room.panel.height);
      const shade = y > room.panel.top + room.panel.height ? 0.62 + 0.38 * under : 1;
      setDab(
        dab,
        colour,
        round * shade * (1 + Math.sin(x * 1.9 + Math.sin(y * 0.05)) * 0.03),
        boxCover(x, y, box, width * 0.12),
      );
    };
    await paintArea(picture, box, { pixel, isThing: true }, control);
  }
}
