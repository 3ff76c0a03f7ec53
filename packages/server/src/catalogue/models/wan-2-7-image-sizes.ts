import type { SizePolicy } from '../descriptor.ts';

/** Exact ratios, both sides multiples of 16, at or under the tier's budget. */
export const wan27ImageSizes: SizePolicy = {
  ratioParam: 'aspect_ratio',
  tierParam: 'resolution',
  ratioMax: 8,
  multipleOf: 16,
  tiers: {
    '1K': {
      pixelsMax: 1024 * 1024,
      byRatio: {
        '1:1': { width: 1024, height: 1024 },
        '16:9': { width: 1280, height: 720 },
        '4:3': { width: 1152, height: 864 },
        '21:9': { width: 1456, height: 624 },
        '3:4': { width: 864, height: 1152 },
        '9:16': { width: 720, height: 1280 },
        '8:1': { width: 2816, height: 352 },
        '1:8': { width: 352, height: 2816 },
      },
    },
    '2K': {
      pixelsMax: 2048 * 2048,
      byRatio: {
        '1:1': { width: 2048, height: 2048 },
        '16:9': { width: 2560, height: 1440 },
        '4:3': { width: 2304, height: 1728 },
        '21:9': { width: 3024, height: 1296 },
        '3:4': { width: 1728, height: 2304 },
        '9:16': { width: 1440, height: 2560 },
        '8:1': { width: 5760, height: 720 },
        '1:8': { width: 720, height: 5760 },
      },
    },
  },
};
