import type { ModelDescriptor } from '../descriptor.ts';
import { wan27Image } from './wan-2-7-image.ts';
import { wan27ImagePro } from './wan-2-7-image-pro.ts';

/** The models that come with the server, in the order in which they are listed. */
export const builtInModels: readonly ModelDescriptor[] = [wan27ImagePro, wan27Image];
