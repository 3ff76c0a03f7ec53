import type { EditStep, PicturePlan, PlannedSubject } from '../prompt/paint-plan.ts';

/** The plan as lines for a person: what was understood, and where everything was painted. */
export function explainPlan(plan: PicturePlan): string {
  const { texts, palette, subjects, edit, places, understood } = plan;
  const rows: readonly (readonly [string, string])[] = [
    ['scene', plan.scene],
    [
      'light',
      [plan.time, plan.weather, plan.season, plan.mood === 'neutral' ? '' : plan.mood].filter(Boolean).join(', '),
    ],
    ['style', plan.style],
    ['framing', plan.isMinimal ? `${plan.framing}, minimal` : plan.framing],
    ['palette', palette.join(', ') || '-'],
    ['subjects', subjects.map(toPhrase).join(', ') || '-'],
    ['texts', texts.map((text) => JSON.stringify(text)).join(', ') || '-'],
    ...(edit === undefined
      ? []
      : [['edit', `picture ${edit.base}: ${edit.steps.map(toStep).join(', then ')}`] as const]),
    ['understood', understood.join(', ') || 'nothing: the whole prompt steers palette, layout and texture'],
    ['key', String(plan.key)],
    ...places.map(
      ({ kind, name, left, top, width, height }) =>
        [kind, `${name} at ${left},${top}, ${width} x ${height} pixels`] as const,
    ),
  ];
  return rows.map(([name, value]) => `${name.padEnd(11)} ${value}\n`).join('');
}

function toPhrase({ count, size, colour, name, isPortrait }: PlannedSubject): string {
  const words = [
    String(count),
    size === 'normal' ? '' : size,
    colour ?? '',
    name,
    isPortrait === true ? '(portrait)' : '',
  ];
  return words.filter(Boolean).join(' ');
}

function toStep(step: EditStep): string {
  switch (step.kind) {
    case 'recolour':
      return `recolour like picture ${step.from}`;
    case 'insert':
      return `insert the thing of picture ${step.from}`;
    case 'collage':
      return `collage of pictures ${step.of.join(', ')}`;
    case 'background':
      return `background ${step.to}`;
    case 'restyle':
    case 'relight':
    case 'add':
    case 'letter':
      return step.kind;
  }
}
