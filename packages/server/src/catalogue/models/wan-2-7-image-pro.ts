import { credits } from '../../platform/units.ts';
import type { ModelDescriptor } from '../descriptor.ts';
import { wan27ImageSizes } from './wan-2-7-image-sizes.ts';

const EXAMPLE_PROMPT = 'A clean editorial product image on a soft studio background';
const EXAMPLE_PARAMS = { aspect_ratio: '1:1', resolution: '2K', watermark: 'false', seed: 0 };

export const wan27ImagePro: ModelDescriptor = {
  id: 'wan-2-7-image-pro',
  displayName: 'Wan 2.7 Image Pro',
  category: 'image',
  runtime: 'async_task',
  billing: { type: 'FIXED', baseCredits: credits(12) },
  prompt: { isRequired: true, charactersMax: 5000 },
  params: [
    {
      key: 'aspect_ratio',
      type: 'select',
      default: '1:1',
      options: ['1:1', '16:9', '4:3', '21:9', '3:4', '9:16', '8:1', '1:8'],
      description: 'Aspect ratio',
    },
    { key: 'resolution', type: 'select', default: '2K', options: ['1K', '2K'], description: 'Resolution' },
    { key: 'watermark', type: 'select', default: 'false', options: ['false', 'true'], description: 'Watermark' },
    {
      key: 'seed',
      type: 'number',
      min: 0,
      max: 2_147_483_647,
      step: 1,
      description:
        'Leave it empty for a new random result each time. Reusing the same integer makes it easier to reproduce or ' +
        'fine-tune a previous result. It stays closer only when the prompt and other key settings also remain ' +
        'similar, and it is not a guaranteed 1:1 match.',
    },
  ],
  referenceMedia: {
    rule: 'Reference image: Upload up to 9 image files for image editing projects.',
    maxFiles: 9,
    kinds: { image: { maxMb: 20, mimeTypes: ['image/jpeg', 'image/png', 'image/webp'] } },
  },
  sizes: wan27ImageSizes,
  supportedModes: ['text-to-image', 'image-to-image'],
  apiStatus: 'available',
  apiInputStatus: 'partial_requires_files',
  supportedApiInputs: ['text', 'file'],
  requiresUploadForModes: ['image-to-image'],
  urlInputSupported: false,
  fileKinds: ['image'],
  examples: [
    { title: 'Minimal request', prompt: EXAMPLE_PROMPT, params: EXAMPLE_PARAMS },
    {
      title: 'Reference-file request',
      prompt: EXAMPLE_PROMPT,
      params: {
        ...EXAMPLE_PARAMS,
        referenceMediaItems: [
          {
            url: 'https://cdn.example.com/reference-image.png',
            kind: 'image',
            name: 'reference-image.png',
            mimeType: 'image/png',
          },
        ],
      },
    },
  ],
};
