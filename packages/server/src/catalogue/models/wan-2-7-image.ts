import { credits } from '../../platform/units.ts';
import type { ModelDescriptor } from '../descriptor.ts';
import { wan27ImagePro } from './wan-2-7-image-pro.ts';

/** Takes exactly what its bigger sister takes, for less. */
export const wan27Image: ModelDescriptor = {
  ...wan27ImagePro,
  id: 'wan-2-7-image',
  displayName: 'Wan 2.7 Image',
  billing: { type: 'FIXED', baseCredits: credits(5) },
};
