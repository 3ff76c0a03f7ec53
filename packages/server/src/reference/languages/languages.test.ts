import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCatalogue } from '../../catalogue/index.ts';
import { ERROR_TEXTS } from '../content/error-texts.ts';
import { COMMON_ERRORS } from '../content/model-page/endings.ts';
import { LANGUAGES, textsOf } from './index.ts';
import { translate } from './translate.ts';

/** Every leaf of the texts by its path, with what kind of thing it is. */
function shapeOf(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'function') return [`${path}(${value.length})`];
  if (value === null || typeof value !== 'object') return [`${path}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, part]) => shapeOf(part, `${path}/${key}`));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(textsIn);
}

/** All that generated pages take from elsewhere, in English. */
function englishElsewhere(): readonly string[] {
  const descriptors = createCatalogue().list();
  return [
    ...descriptors.flatMap(({ descriptor }) => [
      ...descriptor.params.map(({ description }) => description),
      ...(descriptor.referenceMedia === null ? [] : [descriptor.referenceMedia.rule]),
      ...descriptor.examples.map(({ title }) => title),
    ]),
    ...COMMON_ERRORS.flatMap((code) => Object.values(ERROR_TEXTS[code])),
  ];
}

describe('languages', () => {
  test('English comes first, Simplified Chinese is there', () => {
    assert.equal(LANGUAGES[0], 'en');
    assert.ok(LANGUAGES.includes('zh'));
  });

  for (const language of LANGUAGES) {
    const texts = textsOf(language);

    test(`${language} says the same as English, key by key`, () => {
      const { translations: _own, ...said } = texts;
      const { translations: _english, ...english } = textsOf('en');
      assert.deepEqual(shapeOf(said), shapeOf(english));
    });

    test(`${language} leaves nothing empty`, () => {
      assert.deepEqual(
        textsIn(texts).filter((text) => text.trim() === ''),
        [],
      );
    });

    if (language === 'en') continue;
    test(`${language} translates what descriptors and errors say, and nothing that nobody says`, () => {
      const needed = [...new Set(englishElsewhere())];
      assert.deepEqual(Object.keys(texts.translations).sort(), needed.sort());
    });
  }

  test('what has no translation stays in English', () => {
    assert.equal(translate(textsOf('zh'), 'Resolution'), '分辨率');
    assert.equal(translate(textsOf('zh'), 'A new parameter'), 'A new parameter');
    assert.equal(translate(textsOf('en'), 'Resolution'), 'Resolution');
  });

  test('a language that has no file is refused by name', () => {
    assert.throws(() => textsOf('xx'), /no language xx/);
    assert.throws(() => textsOf('constructor'), /no language constructor/);
  });
});
