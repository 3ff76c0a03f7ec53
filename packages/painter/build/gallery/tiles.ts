/** One picture of the sheet. */
export type Tile = { readonly prompt: string; readonly width: number; readonly height: number; readonly seed?: number };

const RATIOS = {
  square: [960, 960],
  wide: [1280, 720],
  classic: [1152, 864],
  cinema: [1456, 624],
  tall: [720, 1280],
  portrait: [864, 1152],
  panorama: [2816, 352],
  tower: [352, 2816],
} as const;
type Ratio = keyof typeof RATIOS;

/** Rows of the sheet from the top; each is made as high as fills the width. */
export const ROWS: readonly (readonly Tile[])[] = [
  [
    tile('wide', 'A clean editorial product image on a soft studio background'),
    tile('square', 'two small red foxes in a snowy forest at night'),
    tile('classic', 'a sailboat on a quiet lake at dawn'),
    tile('square', 'a whale in the ocean, storm'),
    tile('wide', 'a castle in the mountains at sunset'),
  ],
  [
    tile('square', 'a robot reading a book in a cosy room'),
    tile('square', 'an astronaut on the moon, earth in the sky'),
    tile('cinema', 'futuristic city skyline at night, neon'),
    tile('square', 'a cat on a windowsill, watercolor'),
    tile('square', '一只红色的狐狸在雪地里'),
    tile('square', 'a perfume bottle, product photo, pink and gold'),
  ],
  [tile('panorama', 'three horses running in a meadow on a summer day')],
  [
    tile('square', 'a lighthouse by the sea in a storm, oil painting'),
    tile('wide', 'camels in the desert at sunset'),
    tile('square', 'coral reef with tropical fish'),
    tile('square', 'portrait of a woman, pencil sketch'),
    tile('wide', 'misty pine forest in the morning'),
    tile('square', 'a panda in a bamboo forest, ink wash painting'),
  ],
  [
    tile('square', 'a red bicycle in a garden in spring'),
    tile('square', 'a bowl of ramen on a wooden table'),
    tile('cinema', 'autumn mountains with a lake, impressionist painting'),
    tile('square', 'a dragon over a castle, pixel art'),
    tile('square', 'a vintage car in the desert, flat poster'),
    tile('square', 'a husky in the snow, black and white'),
  ],
  [
    tile('wide', 'a polar bear on the ice under northern lights'),
    tile('square', 'three green apples and a teapot, still life'),
    tile('square', 'abstract geometric composition, blue and orange'),
    tile('square', 'quantum entanglement of thoughts'),
    tile('square', 'an elephant and a mouse in the savanna'),
    tile('wide', 'three children on a beach with a palm tree at noon'),
  ],
  [tile('panorama', 'sailing boats in the harbour at sunset')],
  [
    tile('square', 'a wizard in a library at night'),
    tile('square', 'a butterfly on a flower, close-up, photo'),
    tile('wide', 'hot air balloons over hills in the morning'),
    tile('square', 'a snowman in a village in winter'),
    tile('square', '水墨画，山上的老虎'),
    tile('wide', 'a spaceship in deep space, purple nebula'),
  ],
  [
    tile('square', 'minimal: one tree on a hill, fog'),
    tile('square', 'a wooden sign "Fresh Bread" in a garden'),
    tile('cinema', 'fireworks over the city at night'),
    tile('square', 'sneakers on a plinth, studio, mint green'),
    tile('square', 'dreamy meadow with rabbits, pastel'),
    tile('square', 'a neon sign "OPEN" at night in a street'),
  ],
  [
    tile('square', 'a lion in the savanna at dusk'),
    tile('wide', 'a cosy living room with a fireplace and a cat in winter'),
    tile('square', 'a grand piano in a garden, spring blossoms'),
    tile('square', 'two penguins on an iceberg, flat illustration'),
    tile('wide', 'a dolphin jumping in the sea, watercolor'),
  ],
  [
    tile('square', 'a bouquet of tulips in a vase, oil painting'),
    tile('square', '月光下的城堡，油画'),
    tile('cinema', 'a fishing boat on a misty river, ink wash'),
    tile('square', 'a unicorn in a magical forest, dreamy'),
  ],
  [
    tile('tower', 'five hot air balloons in the sky at dawn'),
    tile('tall', 'an old oak tree in autumn, oil painting'),
    tile('tower', 'a rocket flying to the moon'),
    tile('portrait', 'portrait of an old man, oil painting'),
    tile('tower', 'a whale and a submarine in the deep sea'),
    tile('tall', 'a street in tokyo at night in the rain'),
    tile('portrait', 'a deer in a snowy forest, soft photo'),
    tile('tower', 'a giraffe in the savanna at dawn'),
  ],
];

function tile(ratio: Ratio, prompt: string): Tile {
  const [width, height] = RATIOS[ratio];
  return { prompt, width, height };
}
