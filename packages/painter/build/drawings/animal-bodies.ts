import { both, line, oval, path } from './drawing.ts';

const SHADE = '#0000001f';

/** Colours of an animal that sits or stands under a head of the icon set. */
export type Coat = {
  readonly fur: string;
  readonly shade: string;
  readonly belly: string;
  readonly paw: string;
  /** Claws or hooves. */
  readonly claw?: string;
};

/** Sits upright on its haunches, the front legs before it, like a fox or a wolf. */
export function sitting({ fur, shade, belly, paw }: Coat): string {
  return `${path(fur, 'M64 48c-18 0-27 20-30 42-3 18-2 35 30 35s33-17 30-35c-3-22-12-42-30-42z')}
${both(path(shade, 'M38 92c-9 4-12 14-9 24 2 6 9 9 19 8l4-12c2-14-6-24-14-20z'))}
${path(belly, 'M64 54c-10 0-16 8-15 22 1 12 8 22 15 26 7-4 14-14 15-26 1-14-5-22-15-22z')}
${both(`${oval(paw, 41, 121.5, 11, 4.8)}${path(fur, 'M50 82c-1 12-1 24 0 36h13.5V88z')}${path(paw, 'M49.6 108h14v12c-3 5.5-12 6-15 1.5-1.5-4 .4-9 1-13.5z')}`)}
${line(shade, 1.6, 'M64 92v29')}${both(line('#0000003a', 1.3, 'M53.5 120v3.5M58.5 120v4'))}
${path(SHADE, 'M76 54c10 8 15 22 17 36-5-1-10 0-13 4 1-14 0-28-4-40z')}`;
}

/** Sits on its bottom with its soles to the viewer, like a panda. */
export function lounging({ fur, shade, belly, paw, claw = shade }: Coat): string {
  return `${path(fur, 'M64 46c-24 0-37 20-38 44-1 22 12 35 38 35s39-13 38-35c-1-24-14-44-38-44z')}
${oval(belly, 64, 95, 25, 26)}${path(SHADE, 'M86 54c11 8 15.5 22 16 36 1 22-12 35-38 35 26-8 34-38 22-71z')}
${both(`${path(paw, 'M34 60c-12 8-18 22-15 35 2 7 10 8 14 2 3-6 6-14 12-21z')}${oval(paw, 34, 112, 15, 14)}${oval(claw, 32, 114, 8, 7)}
${oval(claw, 24, 105, 2.6)}${oval(claw, 31, 102, 2.6)}${oval(claw, 38.5, 103.5, 2.6)}`)}`;
}

/** Stands on four strong legs and looks at the viewer, like a bear; the head belongs at the left. */
export function standing({ fur, shade, belly, paw }: Coat): string {
  const far = `${path(shade, 'M50 84h17v37H50zM86 84h17v37H86z')}${oval(shade, 57, 121, 10, 4.5)}${oval(shade, 93, 121, 10, 4.5)}`;
  const near = (x: number) =>
    `${path(fur, `M${x} 84h20v34l-2 5h-19c-3 0-4-3-2-6l3-6z`)}${path(paw, `M${x - 0.5} 113h20.5v6c0 4-2 6-5 6h-15c-4 0-5-4-3-7z`)}${line('#0000003a', 1.2, `M${x + 3} 121v3M${x + 7} 121v3.5`)}`;
  return `${far}${path(fur, 'M28 66c6-20 24-28 42-27 24 0 44 12 51 34 4 14 2 30-4 40H94c-2-8-6-14-12-16-12 4-24 4-34 0-8-6-20-14-20-31z')}
${path(belly, 'M48 96c10 5 22 5 36 0l-2 6c-10 4-22 4-32 0z')}${oval(fur, 122, 68, 5, 6)}${near(34)}${near(97)}
${path(SHADE, 'M100 50c12 6 19 14 21 23 4 14 2 30-4 40h-7c6-22 2-44-10-63z')}`;
}

/** Stands on long legs with hooves, like a moose. */
export function hoofed({ fur, shade, belly, claw = '#3e2723' }: Coat): string {
  const leg = (x: number, colour: string) =>
    `${path(colour, `M${x} 84l3 22-1 15h9l1-15 3-22z`)}${path(claw, `M${x + 2} 118h9.5v7H${x + 1}z`)}`;
  return `${leg(52, shade)}${leg(92, shade)}${path(fur, 'M36 58c10-14 24-18 40-15 18-2 36 2 42 14 5 10 3 26-3 36H98c-14 3-30 2-40-2-12-4-22-18-22-33z')}
${path(belly, 'M58 91c10 4 26 5 40 2l-3-6c-12 3-26 2-34-2z')}${path(shade, 'M116 56c6 2 8 8 6 14l-5-2z')}${leg(42, fur)}${leg(101, fur)}
${path(SHADE, 'M104 45c7 2 12 6 14 12 5 10 3 26-3 36h-8c5-16 5-34-3-48z')}`;
}
