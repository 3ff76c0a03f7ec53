import type { SceneName } from '../../src/prompt/paint-plan.ts';
import { both, type Drawing, gradient, line, oval, path } from './drawing.ts';

type World = readonly [metres: number, ...home: SceneName[]];

function place(name: string, [metres, ...home]: World, words: string, zh: string, svg: string): Drawing {
  const terms = words === '' ? [] : words.split(', ');
  return { name, group: 'place-other', anchor: 'stands', metres, home, terms, zh: zh.split(' '), draw: () => svg };
}

const SHADE = '#00000022';
const STONES = [
  [30, 84],
  [44, 76],
  [60, 73],
  [76, 75],
  [92, 82],
  [22, 96],
  [104, 96],
]
  .map(([x = 0, y = 0]) => line('#7d746b', 1.6, `M${x - 5} ${y + 3}q5-4 10-1`))
  .join('');

/** Buildings and other large things that stand in a landscape or a street. */
export const OUTDOORS: readonly Drawing[] = [
  place(
    'lighthouse',
    [25, 'sea', 'mountains'],
    'lighthouse, beacon',
    '灯塔',
    `<path fill="#8d6e63" d="M22 128c4-12 16-17 26-18h34c10 1 20 7 24 18z"/><path fill="#6d4c41" d="M62 110h20c10 1 20 7 24 18H70z"/>
<path fill="#f5f5f5" d="M52 40h24l8 72H44z"/><path fill="#d6d6d6" d="M66 40h10l8 72H68z"/>
<path fill="#e53935" d="M50 58h28l2 16H48zM46 90h36l2 17H44z"/><path fill="#b71c1c" d="M67 58h11l2 16H67zM67 90h15l2 17H68z"/>
<path fill="#37474f" d="M46 36h36v5H46z"/><path fill="#fff59d" d="M54 20h20v16H54z"/><path fill="#ffd54f" d="M64 20h10v16H64z"/>
<path fill="#37474f" d="M54 20h2v16h-2zM63 20h2v16h-2zM72 20h2v16h-2z"/><path fill="#c62828" d="M50 20 64 6l14 14z"/><path fill="#8e1c1c" d="M64 6l14 14H64z"/>
<circle cx="64" cy="5" r="2.5" fill="#37474f"/><path fill="#4e342e" d="M59 100a5 5 0 0 1 10 0v11H59z"/><path fill="#546e7a" d="M61 46h6v8h-6zM61 78h6v8h-6z"/>`,
  ),
  place(
    'windmill',
    [14, 'meadow', 'mountains'],
    'windmill, mill',
    '风车',
    `<path fill="#efe3cd" d="M50 52h28l10 76H40z"/><path fill="#cdbb9b" d="M66 52h12l10 76H68z"/><path fill="#8d4b32" d="M46 54c2-14 10-22 18-22s16 8 18 22z"/>
<path fill="#6d3522" d="M64 32c8 0 16 8 18 22H66z"/><path fill="#5d4037" d="M58 106a6 6 0 0 1 12 0v22H58zM60 72h8v10h-8z"/>
<g fill="#fffaf0" stroke="#6d4c41" stroke-width="2"><path d="M65 44 92 8l9 7-33 31zM66 47l36 27-7 9-31-33zM63 48 36 84l-9-7 33-31zM62 45 26 18l7-9 31 33z"/></g>
<circle cx="64" cy="46" r="4.5" fill="#4e342e"/>`,
  ),
  place(
    'bridge',
    [6, 'lake', 'forest', 'city'],
    'bridge, stone bridge, footbridge',
    '桥 石桥',
    `${path('#a89d92', 'M2 118V90c16-18 36-28 62-28s46 10 62 28v28h-16c-2-24-22-36-46-36s-44 12-46 36z')}
${path('#857a70', 'M18 118c2-24 22-36 46-36s44 12 46 36h-7c-2-19-19-29-39-29s-37 10-39 29z')}${STONES}${path('#c3b9ae', 'M0 92c16-22 38-33 64-33s48 11 64 33l-4 4c-16-19-36-28-60-28S20 77 4 96z')}
${both([8, 22, 38, 54].map((x, index) => path('#b5aaa0', `M${x} ${[70, 58, 49, 44][index]}h6v22h-6z`)).join(''))}${path('#cfc6bc', 'M0 74c14-24 38-36 64-36s50 12 64 36l-4 3c-15-22-36-32-60-32S19 55 4 77z')}${path(SHADE, 'M110 118h16V90c-5-6-10-11-16-15z')}`,
  ),
  place(
    'barn',
    [9, 'meadow', 'mountains'],
    'barn, red barn',
    '谷仓',
    `${path('#c0392b', 'M20 60l16-32 28-16 28 16 16 32v62H20z')}${path('#9c2b20', 'M64 12l28 16 16 32v62H76z')}${path('#5f6b73', 'M10 64l18-40L64 4l36 20 18 40h-9L92 32 64 16 36 32 19 64z')}
${path('#454f56', 'M64 4l36 20 18 40h-9L92 32 64 16z')}${path('#f7f3ec', 'M42 78h44v44H42z')}${path('#a83226', 'M45 81h18v41H45zM65 81h18v41H65z')}${line('#f7f3ec', 3, 'M46 83l16 37M62 83l-16 37M66 83l16 37M82 83l-16 37')}
${path('#f7f3ec', 'M52 38h24v24H52z')}${path('#3e2a25', 'M55 41h18v18H55z')}${line('#f7f3ec', 2, 'M64 41v18M55 50h18')}${line('#00000020', 1.5, 'M28 62v58M36 46v74M92 46v74M100 62v58')}`,
  ),
  place(
    'cabin',
    [6, 'forest', 'snow', 'mountains'],
    'cabin, log cabin, wooden cabin',
    '木屋 小木屋',
    `${path('#8a5a34', 'M16 66h96v56H16z')}${[66, 77, 88, 99, 110].map((y) => `${path('#a06c40', `M13 ${y}h102v8.5H13z`)}${path('#7a4d2b', `M13 ${y + 8}h102v3H13z`)}${both(oval('#c99a67', 15, y + 5, 4.5))}`).join('')}
${path('#5b3a24', 'M84 20h13v30H84z')}${path('#744a2e', 'M82 17h17v6H82z')}${path('#4f6b57', 'M64 16 4 66l5 6h110l5-6z')}${path('#3d5545', 'M64 16l60 50-5 6H74z')}${path('#a06c40', 'M64 30 28 64h72z')}${line('#7a4d2b', 1.5, 'M48 46h32M38 55h52')}
${path('#4a2f1d', 'M28 86h20v36H28z')}${path('#6b4528', 'M31 89h14v33H31z')}${oval('#ffd54f', 42, 106, 1.6)}${path('#4a2f1d', 'M66 84h34v24H66z')}${path('#ffe082', 'M69 87h28v18H69z')}${path('#4a2f1d', 'M81.5 87h3v18h-3zM69 94.5h28v3H69z')}`,
  ),
  place(
    'pyramid',
    [60, 'desert'],
    'pyramid, great pyramid, egyptian pyramid',
    '金字塔',
    `${path('#e6bd6f', 'M62 14 2 120h78z')}${path('#b98942', 'M62 14l18 106h46z')}${[30, 46, 62, 78, 94, 108].map((y) => line('#00000018', 1.6, `M${62 - (y - 14) * 0.566} ${y}L${62 + (y - 14) * 0.17} ${y}L${62 + (y - 14) * 0.604} ${y}`)).join('')}
${line('#00000014', 1.2, 'M50 36v10M40 64v14M56 64v14M30 96v12M48 96v12M66 96v12M58 48v14M40 80v14M60 80v14')}${path('#f4d795', 'M62 14l-8 14 10 2z')}${path('#6d4a1f', 'M40 120v-9h9v9z')}`,
  ),
  place(
    'igloo',
    [2.2, 'snow'],
    'igloo',
    '冰屋 雪屋',
    `${path('#e8f4fb', 'M8 120C6 70 30 42 62 42c34 0 56 26 58 78z')}${path('#bcd9ea', 'M84 46c24 10 36 36 36 74H92c6-30 2-56-8-74z')}${line('#9cc4db', 1.8, 'M12 98h40M86 98h32M20 76h88M36 56h54M40 57l-4 18M62 43v13M64 57v18M88 57l4 18M24 78l-4 19M48 77l-2 20M100 78l4 18M86 77l2 20')}
${path('#cfe6f3', 'M34 120V98c0-16 10-24 22-24s22 8 22 24v22z')}${path('#24506b', 'M42 120V100c0-12 6-18 14-18s14 6 14 18v20z')}${path('#173648', 'M52 120v-18c0-10 4-16 9-19 6 2 9 8 9 17v20z')}`,
  ),
  place(
    'street lamp',
    [4, 'city', 'snow', 'garden'],
    'street lamp, streetlight, street light, lamppost, lamp post',
    '路灯',
    `${path('#37474f', 'M60.5 44h7v76h-7z')}${path('#263238', 'M64 44h3.5v76H64z')}${path('#37474f', 'M50 126c0-6 6-10 10-14h8c4 4 10 8 10 14zM57 84h14v4H57zM58 44h12v5H58z')}
${gradient('glow', 'down', '#fff3c4', '#ffc94d')}${path('url(#glow)', 'M48 14h32l-7 30H55z')}${path('#ffffff80', 'M52 16h6l2 26h-4z')}${path('#37474f', 'M44 15 64 2l20 13z')}${path('#263238', 'M64 2l20 13H64z')}${line('#37474f', 2, 'M48 15l7 29M80 15l-7 29M64 15v29')}${line('#37474f', 3, 'M50 56h28')}${oval('#37474f', 50, 56, 2.5)}${oval('#37474f', 78, 56, 2.5)}${oval('#37474f', 64, 3, 3)}`,
  ),
  place(
    'bench',
    [0.9, 'garden', 'city', 'lake'],
    'bench, park bench',
    '长椅 长凳',
    `${both(`${path('#37474f', 'M16 88h6v30h-6z')}${line('#37474f', 4, 'M14 118h12M19 52v38')}${line('#455a64', 4, 'M10 78c0-6 10-8 12-2')}`)}${[48, 59, 70].map((y) => `${path('#b5793f', `M8 ${y}h112v8H8z`)}${path('#8f5c2c', `M8 ${y + 6}h112v2.5H8z`)}`).join('')}
${path('#c88a4c', 'M4 84h120v6H4z')}${path('#b5793f', 'M6 90h116v5H6z')}${path('#8f5c2c', 'M6 94h116v3H6z')}`,
  ),
  place(
    'well',
    [2.6, 'meadow', 'garden', 'forest'],
    'wishing well, water well, stone well, old well',
    '水井 许愿井',
    `${both(path('#7a4d2b', 'M28 44h8v44h-8z'))}${path('#b5533c', 'M64 8 12 46h104z')}${path('#8f3d2a', 'M64 8l52 38H72z')}${line('#00000022', 1.6, 'M40 26h48M28 36h72')}${path('#5d3a20', 'M34 58h60v5H34z')}${line('#d9c39a', 2, 'M64 60v18')}${path('#8a5a34', 'M57 76h14l-2 12H59z')}
${oval('#5d5750', 64, 88, 44, 8)}${oval('#2a3b46', 64, 88, 36, 5)}${path('#a89d92', 'M20 88c8 10 80 10 88 0v28c-8 12-80 12-88 0z')}${path('#857a70', 'M84 94c12-1 20-3 24-6v28c-4 6-12 8-24 9z')}${line('#7d746b', 2, 'M22 100c12 8 72 8 84 0M22 112c12 8 72 8 84 0M40 97v11M64 98v12M88 97v11M52 109v12M76 109v12')}`,
  ),
  place(
    'campfire',
    [1, 'forest', 'mountains', 'snow'],
    'campfire, camp fire, bonfire',
    '篝火 营火',
    `${path('#ff6d00', 'M64 8c6 22 30 32 30 62 0 24-14 38-30 38S32 94 32 72c0-16 10-22 14-36 4 6 6 10 6 16 8-10 14-26 12-44z')}${path('#ffab00', 'M66 42c4 14 18 22 18 40 0 16-8 26-20 26S44 98 44 84c0-10 6-14 8-22 4 4 6 8 6 12 6-8 10-20 8-32z')}${path('#ffee58', 'M65 70c3 8 10 12 10 22 0 10-5 16-11 16s-11-6-11-14c0-7 4-10 5-14 2 2 3 4 3 6 3-4 5-10 4-16z')}
<g transform="rotate(13 64 112)">${path('#6d4526', 'M14 106h100v11H14z')}${oval('#c99a67', 114, 111.5, 4, 5.5)}</g><g transform="rotate(-13 64 112)">${path('#83552f', 'M14 106h100v11H14z')}${oval('#d6ab78', 14, 111.5, 4, 5.5)}${line('#5b381d', 1.3, 'M26 110h40M50 114h50')}</g>`,
  ),
  place(
    'snow globe',
    [0.14, 'studio', 'interior'],
    'snow globe, snowglobe',
    '雪花球 水晶球',
    `${oval('#cfe8f6', 64, 54, 46)}${path('#eef8fd', 'M22 72c20-12 64-12 84 0-8 18-24 28-42 28s-34-10-42-28z')}${path('#2e7d4f', 'M48 28l-16 24h8L28 70h40L56 52h8z')}${path('#1f5f3b', 'M48 28l16 24h-8l12 18H52z')}${path('#fafafa', 'M48 28l-6 9c4 2 8 2 12 0z')}${path('#c0392b', 'M72 58h22v18H72z')}${path('#f5fafd', 'M68 60l15-14 15 14z')}${path('#ffe082', 'M76 62h6v6h-6z')}${path('#6d3522', 'M86 64h5v12h-5z')}
${[
  [40, 22],
  [70, 20],
  [86, 34],
  [30, 44],
  [62, 36],
  [98, 56],
  [74, 44],
  [54, 16],
]
  .map(([x = 0, y = 0]) => oval('#fff', x, y, 2))
  .join(
    '',
  )}${path('#ffffff70', 'M30 34c6-12 14-18 26-20-10 6-16 14-18 24-2 4-10 2-8-4z')}${path('#7a4a2d', 'M30 94h68l8 24H22z')}${path('#5b3520', 'M78 94h20l8 24H84z')}${path('#d9a54a', 'M25 108h78l2 4H24z')}`,
  ),
  place(
    'shop',
    [6, 'city'],
    'shop, store, bakery, cafe, coffee shop, bookstore, bookshop, restaurant, flower shop, diner, storefront, shops, pizzeria, grocery store',
    '商店 咖啡馆 咖啡店 书店 面包店 餐厅 小店 店铺',
    `${path('#d9a27a', 'M12 10h104v114H12z')}${path('#b98258', 'M88 10h28v114H88z')}${path('#8a5a3c', 'M8 6h112v8H8z')}${[24, 54, 84].map((x) => `${path('#f5ead8', `M${x - 3} 21h26v22H${x - 3}z`)}${path('#5f8fb0', `M${x} 24h9v16h-9zM${x + 11} 24h9v16h-9z`)}`).join('')}
${Array.from({ length: 8 }, (_, index) => path(index % 2 === 0 ? '#c0392b' : '#f7f3ec', `M${12 + index * 13} 50h13l0 18a6.5 6 0 0 1-13 0z`)).join('')}${path('#00000018', 'M12 50h104v5H12z')}${path('#3d2b22', 'M14 78h62v38H14z')}${path('#ffe3a3', 'M18 81h54v32H18z')}${line('#3d2b22', 2.4, 'M45 81v32')}${path('#c98a58', 'M18 104h54v9H18z')}${oval('#e0a030', 28, 101, 5, 4)}${oval('#b5773a', 38, 101, 5, 4)}${oval('#c0392b', 54, 100, 4.5)}${oval('#6dab48', 64, 100, 4.5)}
${path('#3f6b57', 'M82 76h26v48H82z')}${path('#cfe6ee', 'M86 80h18v26H86z')}${path('#ffffff80', 'M88 82h6l-6 20z')}${oval('#ffd54f', 86, 113, 1.8)}${path('#8a5a3c', 'M12 116h66v8H12z')}${path('#6d4526', 'M20 116h14l-2 8H22z')}`,
  ),
];
