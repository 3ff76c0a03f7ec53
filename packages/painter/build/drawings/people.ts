import { both, line, type Noto, oval, path, set } from './drawing.ts';
import { type Clothes, staff, underBust, underHead } from './person-body.ts';

const BUTTONS = (colour: string) => [68, 76, 84].map((y) => oval(colour, 64, y, 1.6)).join('');
const STRIPE = (colour: string, y: number) => path(colour, `M48 ${y}h32v5H48z`);
const FUR = '#f5f5f5';
const SUIT_OF_SPACE = `${path('#9e9e9e', 'M52 68h24v15H52z')}${path('#e0e0e0', 'M54 70h9v5h-9z')}${oval('#e53935', 69, 73, 2)}${oval('#1e88e5', 74, 73, 2)}
${path('#757575', 'M54 78h20v2.5H54z')}${both(`${path('#90a4ae', 'M49 108h13v4H49z')}${path('#90a4ae', 'M35 82h10.5v4H35z')}`)}`;
const STRAPS = both(path('#1565c0', 'M51 58h5v30h-5z'));

/** What people wear whom the icon set shows as a head with shoulders. */
const UNDER_BUSTS: Readonly<Record<string, Clothes>> = {
  student: { top: '#212121', cut: 'robe', shoes: '#3e2723' },
  judge: { top: '#424242', cut: 'robe', shoes: '#212121' },
  farmer: {
    top: '#7cb342',
    below: '#1976d2',
    cut: 'trousers',
    shoes: '#5d4037',
    over: `${STRAPS}${path('#1976d2', 'M49 70h30v24H49z')}${path('#1565c0', 'M57 74h14v9H57z')}`,
    front: `${line('#8d6e63', 3, 'M87.5 62v62')}${oval('#ffca28', 87.5, 90, 5.2, 5)}`,
  },
  cook: {
    top: '#eeeeee',
    below: '#546e7a',
    cut: 'trousers',
    shoes: '#37474f',
    over: `${path('#ffffff', 'M49 82h30l3 26H46z')}${path('#e0e0e0', 'M72 82h7l3 26h-8z')}${line('#bdbdbd', 1.6, 'M48 83h32')}`,
  },
  mechanic: { raised: 'right', top: '#303f9f', below: '#283593', cut: 'trousers', shoes: '#3e2723', belt: '#5d4037' },
  scientist: {
    top: '#f5f5f5',
    below: '#546e7a',
    cut: 'coat',
    shoes: '#4e342e',
    over: `${BUTTONS('#bdbdbd')}${path('#e0e0e0', 'M69 76h8v8h-8z')}`,
  },
  singer: { raised: 'right', top: '#f57c00', below: '#6a1b9a', cut: 'trousers', shoes: '#d81b60', belt: '#37474f' },
  artist: {
    top: '#e0e0e0',
    below: '#455a64',
    cut: 'trousers',
    shoes: '#5d4037',
    over: `${oval('#e53935', 56, 80, 2.4)}${oval('#1e88e5', 68, 85, 2)}${oval('#fdd835', 61, 88, 1.8)}`,
  },
  pilot: {
    top: '#212121',
    below: '#263238',
    cut: 'trousers',
    shoes: '#101010',
    over: `${both(BUTTONS('#fbc02d').replaceAll('cx="64"', 'cx="58"'))}${both(path('#fbc02d', 'M34.8 84h10.8v1.6H34.8zM34.6 87h10.8v1.6H34.6z'))}`,
  },
  astronaut: {
    top: '#e0e0e0',
    cut: 'trousers',
    shoes: '#757575',
    gloves: '#9e9e9e',
    behind: path('#9e9e9e', 'M40 40h48v46H40z'),
    over: SUIT_OF_SPACE,
  },
  firefighter: {
    top: '#e53935',
    below: '#c62828',
    cut: 'trousers',
    shoes: '#212121',
    gloves: '#424242',
    over: `${STRIPE('#fdd835', 74)}${line('#fdd835', 2, 'M64 62v30')}${both(`${path('#fdd835', 'M49 110h13v4H49z')}${path('#fdd835', 'M34.8 82h11v4h-11z')}`)}`,
  },
  'police officer': {
    top: '#1e40c8',
    below: '#1a237e',
    cut: 'trousers',
    shoes: '#101010',
    belt: '#212121',
    over: BUTTONS('#90caf9'),
  },
  detective: { raised: 'right', top: '#616161', below: '#424242', cut: 'coat', shoes: '#3e2723', belt: '#424242' },
  guard: {
    top: '#e53935',
    below: '#212121',
    cut: 'trousers',
    shoes: '#101010',
    belt: '#fafafa',
    over: `${BUTTONS('#fbc02d')}${both(line('#e53935', 1.6, 'M50.5 96v24'))}`,
  },
  ninja: {
    top: '#37373b',
    below: '#2b2b2e',
    cut: 'trousers',
    shoes: '#1a1a1a',
    gloves: '#4a4a4e',
    belt: '#7f1d1d',
    over: both(line('#6b6b70', 1.6, 'M35.5 80l9.5 2M35 86l9.5 2M50 108h11M50 113h11')),
  },
  'construction worker': {
    top: '#2979ff',
    below: '#37474f',
    cut: 'trousers',
    shoes: '#8d6e63',
    gloves: '#ffb74d',
    over: `${path('#fdd835', 'M48 58h32v34H48z')}${both(path('#ff9100', 'M50 58h5v34h-5z'))}${path('#eceff1', 'M48 78h32v5H48z')}`,
  },
  'Santa Claus': {
    top: '#d32f2f',
    below: '#c62828',
    cut: 'trousers',
    shoes: '#212121',
    gloves: '#fafafa',
    belt: '#212121',
    behind: '',
    over: `${path('#d32f2f', 'M46 66h36l5 37H41z')}${path(FUR, 'M39 99c8 5 42 5 50 0l1 7c-9 5-43 5-52 0z')}${path('#212121', 'M43 84h42l.8 6H42z')}${path('#ffd54f', 'M58 83h12v8H58z')}${path('#212121', 'M61 85.5h6v3h-6z')}${both(path(FUR, 'M33.5 83h12v5.5h-12z'))}`,
  },
  mage: {
    top: '#6b7f95',
    below: '#5f7389',
    cut: 'robe',
    shoes: '#3e2723',
    belt: '#6d4c41',
    front: `${line('#8d6e63', 3.2, 'M40.5 60V125')}${oval('#ffca28', 40.5, 91, 5, 4.8)}`,
  },
  vampire: {
    top: '#212121',
    cut: 'trousers',
    shoes: '#101010',
    cape: '#b71c1c',
    over: `${path('#fafafa', 'M58 60h12l-3 32h-6z')}${oval('#424242', 64, 70, 1.3)}${oval('#424242', 64, 78, 1.3)}`,
  },
  elf: {
    top: '#f4511e',
    cut: 'robe',
    shoes: '#5d4037',
    belt: '#fdb400',
    over: line('#ffccbc', 2.4, 'M36 119c18 4 38 4 56 0'),
  },
  zombie: {
    raised: 'both',
    top: '#f57c00',
    below: '#546e7a',
    cut: 'shorts',
    shoes: '#4e342e',
    skin: '#8bc34a',
    over: path('#6d4c41', 'M52 78l6 3-2 5-6-2z'),
  },
  'office worker': {
    top: '#cfe6f7',
    below: '#37474f',
    cut: 'trousers',
    shoes: '#212121',
    belt: '#212121',
    over: BUTTONS('#90a4ae'),
  },
  'Mrs. Claus': {
    top: '#d50000',
    cut: 'dress',
    below: '#c62828',
    shoes: '#212121',
    over: `${path('#fafafa', 'M53 72h22l5 34H48z')}${line('#e0e0e0', 1.5, 'M53 84h22')}`,
  },
  'person with veil': {
    top: '#fafafa',
    cut: 'robe',
    below: '#f5f5f5',
    shoes: '#eeeeee',
    behind: path('#e6ebee', 'M42 40h44l14 82c-22 6-50 6-72 0z'),
    front: `${both(oval('#ffca28', 59, 66, 5, 4.5))}${path('#66bb6a', 'M60 66h8l-2 12h-4z')}`,
  },
};

/** And those shown as a bare head. */
const UNDER_HEADS: Readonly<Record<string, Clothes>> = {
  child: {
    top: '#fb8c00',
    below: '#546e7a',
    cut: 'shorts',
    isShortSleeved: true,
    shoes: '#1e88e5',
    over: STRIPE('#ffe0b2', 72),
  },
  boy: {
    top: '#26a69a',
    below: '#5c6bc0',
    cut: 'shorts',
    isShortSleeved: true,
    shoes: '#e53935',
    over: `${STRIPE('#b2dfdb', 68)}${STRIPE('#b2dfdb', 78)}`,
  },
  girl: {
    top: '#ec407a',
    below: '#f06292',
    cut: 'dress',
    isShortSleeved: true,
    shoes: '#ad1457',
    over: `${line('#fce4ec', 2.4, 'M37 107c12 4 42 4 54 0')}${path('#fce4ec', 'M54 50c6 4 14 4 20 0l2 6c-8 4-16 4-24 0z')}`,
  },
  person: { top: '#f57c00', below: '#757575', cut: 'trousers', isShortSleeved: true, shoes: '#3949ab' },
  man: { top: '#00a88f', below: '#546e7a', cut: 'trousers', shoes: '#4e342e', belt: '#4e342e' },
  woman: { top: '#7e57c2', below: '#5e35b1', cut: 'dress', shoes: '#4527a0', belt: '#4527a0' },
  'old man': {
    top: '#8d9a66',
    below: '#795548',
    cut: 'trousers',
    shoes: '#4e342e',
    over: `${path('#fafafa', 'M58 49h12l-6 12z')}${BUTTONS('#5d6b3a')}`,
    front: staff('#8d6e63', 84),
  },
  'old woman': {
    top: '#ab6d9a',
    below: '#8e5a80',
    cut: 'robe',
    shoes: '#4e342e',
    over: `${path('#e1bee7', 'M42 57c8-8 36-8 44 0l-4 18c-8-8-28-8-36 0z')}${oval('#ffd54f', 64, 69, 2.4)}`,
  },
  prince: {
    top: '#3949ab',
    below: '#eceff1',
    cut: 'trousers',
    shoes: '#5d4037',
    cape: '#c62828',
    belt: '#5d4037',
    over: `${path('#ffd54f', 'M62 52h4v38h-4z')}${both(oval('#ffd54f', 44, 57, 4, 3))}`,
  },
  princess: {
    top: '#f06292',
    below: '#f48fb1',
    cut: 'robe',
    shoes: '#ad1457',
    isShortSleeved: true,
    over: `${line('#fce4ec', 3, 'M35 120c18 4 40 4 58 0')}${line('#ffd54f', 3, 'M48 86h32')}${path('#fce4ec', 'M64 90l9 30c-6 1-12 1-18 0z')}`,
  },
  'person with crown': {
    top: '#6a1b9a',
    cut: 'robe',
    shoes: '#4e342e',
    cape: '#b71c1c',
    over: `${path(FUR, 'M43 58c8-9 34-9 42 0l-3 7c-8-6-28-6-36 0z')}${path('#ffd54f', 'M61.5 66h5v55h-5z')}`,
  },
};

/** Draws somebody of the icon set from head to foot, or gives undefined for one who is no head there. */
export function drawPerson(name: string, noto: Noto): string | undefined {
  if (name === 'baby') return drawBaby(noto);
  if (name === 'teacher') return drawTeacher(noto);
  if (name === 'technologist') return drawTechnologist(noto);
  const bust = UNDER_BUSTS[name];
  if (bust !== undefined) return underBust(noto(name), bust);
  const head = UNDER_HEADS[name];
  return head === undefined ? undefined : underHead(noto(name), head);
}

/** Head and shoulders of somebody: the icon's own, or of a bare head the upper part of the whole figure. */
export function drawBust(name: string, noto: Noto): { readonly body: string; readonly isCut: boolean } | undefined {
  if (UNDER_BUSTS[name] !== undefined || name === 'teacher' || name === 'technologist') {
    return { body: noto(name), isCut: false };
  }
  const body = drawPerson(/^(?:man|woman|person) standing$/.test(name) ? name.replace(' standing', '') : name, noto);
  return body === undefined ? undefined : { body, isCut: true };
}

/** The icon's blackboard stays at school: its frame and its surface are the first two shapes. */
function drawTeacher(noto: Noto): string {
  const bust = noto('teacher').replaceAll(/<path [^>]*d="M(?:6\.36 10\.9h|119\.29 13\.26)[^>]*>/g, '');
  return underBust(bust, {
    top: '#f57c00',
    below: '#5d6b8a',
    cut: 'trousers',
    shoes: '#4e342e',
    over: BUTTONS('#bf6000'),
  });
}

/** The laptop would hang before the chest: the technologist is a person at ease who carries it. */
function drawTechnologist(noto: Noto): string {
  const laptop = `<g transform="rotate(-6 64 78)">${path('#b0bec5', 'M50 68h28v18H50z')}${path('#90a4ae', 'M50 68h28v3H50z')}${oval('#eceff1', 64, 78, 2.6)}</g>`;
  const hands = both(`${line('#f57c00', 9, 'M43 66l-3 14 10 3')}${oval('#ffca28', 52, 83, 4.6)}`);
  return `${underHead(noto('person'), { top: '#f57c00', below: '#546e7a', cut: 'trousers', shoes: '#eceff1' })}${laptop}${hands}`;
}

/** Sits, with its soles to the viewer. */
function drawBaby(noto: Noto): string {
  const limbs =
    both(`${path('#81d4fa', 'M42 80c-10 4-16 12-15 18l9 2c4-4 10-8 14-8z')}${oval('#ffca28', 30.5, 100, 5.6)}
${path('#e1f5fe', 'M52 100c-12 0-22 6-23 14 4 6 18 8 30 4z')}${oval('#ffca28', 31, 116, 8.5, 9.5)}${oval('#f0b31e', 30.5, 117, 5, 6)}`);
  return `${path('#81d4fa', 'M40 84c6-12 42-12 48 0l4 34c-14 10-42 10-56 0z')}${path('#0000001c', 'M78 78c5 1 8 3 10 6l4 34c-4 3-9 5-14 6 4-14 4-32 0-46z')}
${limbs}${path('#fff59d', 'M53 82h22v12c0 8-22 8-22 0z')}${set(noto('baby'), 25.6, 2, 0.6)}`;
}
