import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { luminance } from './colour.ts';
import { createLight, type Light } from './light.ts';
import type { Mood } from './prompt/paint-plan.ts';
import { PLAIN_PLAN } from './prompt/testing.ts';

const PLAN = PLAIN_PLAN;

describe('createLight', () => {
  test('the same plan gives the same light; another key another sky', () => {
    assert.deepEqual(createLight(PLAN), createLight({ ...PLAN }));
    assert.notDeepEqual(createLight(PLAN).zenith, createLight({ ...PLAN, key: 4712 }).zenith);
  });

  test('twenty sunsets have at least four kinds of sky', () => {
    const skies = Array.from({ length: 20 }, (_, key) => {
      const { horizon } = createLight({ ...PLAN, time: 'sunset', key });
      return Math.round((horizon[1] / horizon[0]) * 12);
    });
    assert.ok(new Set(skies).size >= 4, `${skies}`);
  });

  test('the sun stands low at dawn and sunset, higher by day; the moon at night', () => {
    const [dawn, day, sunset, night] = (['dawn', 'day', 'sunset', 'night'] as const).map(
      (time) => createLight({ ...PLAN, time }).source,
    );
    assert.ok((dawn?.y ?? 1) < 0.3 && (sunset?.y ?? 1) < 0.3 && (day?.y ?? 0) > 0.35);
    assert.deepEqual([day?.isMoon, night?.isMoon], [false, true]);
  });

  test('a storm is darker than rain, rain than a clear sky', () => {
    const [clear, rain, storm] = (['clear', 'rain', 'storm'] as const).map((weather) =>
      fall(createLight({ ...PLAN, weather })),
    );
    assert.ok((storm ?? 1) < (rain ?? 0) && (rain ?? 1) < (clear ?? 0));
  });

  test('fog thickens the air', () => {
    assert.ok(createLight({ ...PLAN, weather: 'fog' }).fogShare > createLight(PLAN).fogShare * 2);
  });

  const moods: readonly Exclude<Mood, 'neutral'>[] = [
    'calm',
    'cheerful',
    'dreamy',
    'gloomy',
    'dramatic',
    'mysterious',
    'warm',
    'cold',
  ];
  test('no two moods have the same light', () => {
    const lights = (['neutral', ...moods] as const).map((mood) => JSON.stringify(createLight({ ...PLAN, mood })));
    assert.equal(new Set(lights).size, lights.length);
  });

  test('warm is redder and cold bluer than neutral; gloomy and mysterious darker, cheerful brighter', () => {
    const of = (mood: Mood) => createLight({ ...PLAN, mood });
    const warmth = ({ middle }: Light) => middle[0] / middle[2];
    assert.ok(warmth(of('warm')) > warmth(of('neutral')) && warmth(of('neutral')) > warmth(of('cold')));
    assert.ok(fall(of('gloomy')) < fall(of('neutral')) && fall(of('mysterious')) < fall(of('neutral')));
    assert.ok(fall(of('cheerful')) > fall(of('neutral')));
  });

  test('a colour word turns the sky to it', () => {
    const red = createLight({ ...PLAN, palette: ['red'] }).zenith;
    const plain = createLight(PLAN).zenith;
    assert.ok(red[0] / red[2] > (plain[0] / plain[2]) * 2);
  });

  test('stars shine at night alone, northern lights only when asked or by rare chance', () => {
    assert.equal(createLight(PLAN).stars, 0);
    assert.equal(createLight({ ...PLAN, time: 'night' }).stars, 1);
    assert.equal(createLight({ ...PLAN, understood: ['aurora'] }).aurora, 0);
    assert.equal(createLight({ ...PLAN, time: 'night', understood: ['aurora'] }).aurora, 1);
  });
});

function fall({ direct, ambient }: Light): number {
  return luminance(direct) + luminance(ambient);
}
