import { createControl } from '../control.ts';
import { createPicture, type Picture, paintRows } from '../picture.ts';
import type { PaintPlan, PlannedSubject } from '../prompt/paint-plan.ts';
import { PLAIN_PLAN } from '../prompt/testing.ts';
import { createScene } from '../scenes/create-scene.ts';
import type { Frame, Scene } from '../scenes/frame.ts';
import { loadArt } from './load-art.ts';
import { type Placement, type PlaceOptions, placeSubjects } from './place-subjects.ts';

export type Cast = Pick<PlannedSubject, 'name'> & Partial<Omit<PlannedSubject, 'name' | 'icon'>>;
export type Setting = Partial<Omit<PaintPlan, 'subjects'>> & {
  readonly width: number;
  readonly height: number;
  readonly cast: readonly Cast[];
};
export type Staged = {
  readonly frame: Frame;
  readonly scene: Scene;
  readonly placements: readonly Placement[];
  /** Those the plan names, in drawing order. */
  readonly named: readonly Placement[];
};

/** A plan made by hand, its scene, and where its subjects went: layout without the reader of prompts. */
export async function stageCast(setting: Setting, options: PlaceOptions = {}): Promise<Staged> {
  const { icons } = await loadArt();
  const { width, height, cast, ...rest } = setting;
  const subjects = cast.map((one): PlannedSubject => {
    const icon = icons.findIndex(
      ({ name, group, anchor }) => name === one.name && (group !== 'own' || anchor !== 'bust'),
    );
    if (icon < 0) throw new Error(`no icon is called ${one.name}`);
    return { count: 1, size: 'normal', ...one, icon };
  });
  const plan: PaintPlan = {
    ...PLAIN_PLAN,
    key: 12_345,
    ...rest,
    subjects,
  };
  const ground = subjects.some(({ icon }) => icons[icon]?.anchor === 'stands');
  const { frame, scene } = await createScene(plan, { width, height }, { ground, tabletop: false });
  const placements = placeSubjects(frame, scene.stage, subjects, icons, options);
  return { frame, scene, placements, named: placements.filter(({ kind }) => kind === 'subject') };
}

/** The scene without anything in it. */
export async function paintEmpty({ frame, scene }: Staged): Promise<Picture> {
  const picture = createPicture(frame.width, frame.height);
  await paintRows(picture, scene.paintRow, createControl({}));
  return picture;
}
