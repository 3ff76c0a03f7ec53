import { FILE_KINDS, type FileKind, type ModelDescriptor, type ReferencePolicy } from '../../catalogue/index.ts';
import type { Components } from './components.ts';
import type { JsonObject } from './json.ts';

/** One schema for every kind of reference file that some model takes. */
export function defineReferenceItems(components: Components, models: readonly ModelDescriptor[]): void {
  for (const kind of FILE_KINDS) {
    if (models.some(({ referenceMedia }) => referenceMedia?.kinds[kind] !== undefined)) {
      components.define(nameOf(kind), itemSchema(kind));
    }
  }
}

/** The item a model takes for a kind; with the proof of its duration where the model asks for it. */
export function referenceItem(kind: FileKind, policy: ReferencePolicy): JsonObject {
  const item = { $ref: `#/components/schemas/${nameOf(kind)}` };
  const needsToken = policy.requiresDurationToken === true && kind !== 'image';
  return needsToken ? { allOf: [item, { required: ['durationToken'] }] } : item;
}

function nameOf(kind: FileKind): string {
  return `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}Reference`;
}

function itemSchema(kind: FileKind): JsonObject {
  return {
    title: `Reference: ${kind}`,
    description: 'A file of your own on this server. Nothing is ever fetched from elsewhere.',
    type: 'object',
    additionalProperties: false,
    required: ['url', 'kind'],
    properties: {
      url: {
        type: 'string',
        format: 'uri',
        minLength: 1,
        maxLength: 2048,
        description: 'The `url` of an uploaded file or of a result.',
      },
      kind: { type: 'string', const: kind },
      name: { type: ['string', 'null'], maxLength: 255, description: 'For your records.' },
      mimeType: { type: ['string', 'null'], maxLength: 255, description: 'For your records; the bytes decide.' },
      durationSeconds: { type: ['number', 'null'], minimum: 0, description: 'Of video and audio.' },
      durationToken: {
        type: ['string', 'null'],
        maxLength: 2048,
        description: 'The `duration_token` that the upload was answered with.',
      },
    },
  };
}
