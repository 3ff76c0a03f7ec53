import type { TimeOfDay } from './prompt/paint-plan.ts';

/** The colours of one sky, `#rrggbb`; `height` is the source's share of the sky above the horizon. */
export type Hour = Record<
  'zenith' | 'middle' | 'horizon' | 'source' | 'direct' | 'ambient' | 'bright' | 'dark',
  string
> & { readonly height: number; readonly strength: number };

/** Several skies an hour: the prompt's hash picks one, so that two sunsets are not one sunset. */
export const HOURS: Record<TimeOfDay, readonly [Hour, ...Hour[]]> = {
  dawn: [
    hour(['#6288be', '#c3bccf', '#ffd6ac'], ['#fff0cf', '#ffcfa0', '#8f9bc0'], ['#ffe4cf', '#a294b2'], [0.15, 0.9]),
    hour(['#6d9fc4', '#b9d3d6', '#ffe6bf'], ['#fff3d6', '#ffdcae', '#93a9bf'], ['#fff0dc', '#9aa7b8'], [0.18, 0.9]),
    hour(['#7a86c2', '#d9b1c9', '#ffcdb6'], ['#ffe9d6', '#ffc2a4', '#9a92bb'], ['#ffdcd6', '#a586ab'], [0.13, 0.85]),
    hour(['#4a6fa8', '#8fb0cc', '#f7dcc0'], ['#fff1dc', '#ffd6b2', '#8499bd'], ['#f6e4d8', '#8796b3'], [0.11, 0.8]),
    hour(['#8aa5c9', '#e0cfc6', '#ffd98f'], ['#ffeeb8', '#ffd58c', '#a3a3b8'], ['#ffeccb', '#b3a29c'], [0.16, 1]),
  ],
  day: [
    hour(['#2c70c6', '#76b0e4', '#d6eaf6'], ['#fffbea', '#fff3da', '#9db9dc'], ['#ffffff', '#a9bbd0'], [0.62, 0.75]),
    hour(['#2a66ae', '#5fa4d8', '#c2e2f0'], ['#fffbea', '#fff0d0', '#93b4d8'], ['#ffffff', '#9fb4cb'], [0.7, 0.7]),
    hour(['#3d8bcb', '#8cc8e6', '#e6f2ee'], ['#fffdf0', '#fff6e0', '#a8c4d8'], ['#ffffff', '#b3c4cf'], [0.55, 0.75]),
    hour(['#4a86bf', '#9fc3df', '#f0ead6'], ['#fff6dc', '#ffedc4', '#a6b6cc'], ['#fffaf0', '#b5b5c0'], [0.48, 0.8]),
    hour(['#1f58a8', '#5597d8', '#b4d8ee'], ['#ffffff', '#fff4dc', '#8cb0de'], ['#ffffff', '#94abc9'], [0.74, 0.7]),
  ],
  sunset: [
    hour(['#37407f', '#c4647e', '#ffb45c'], ['#ffe1a0', '#ffb070', '#7f779f'], ['#ffb98a', '#7c5377'], [0.1, 1.1]),
    hour(['#3c5c8c', '#c99a7e', '#ffc24e'], ['#fff0b0', '#ffc274', '#7f88a6'], ['#ffd08a', '#8a6a70'], [0.14, 1.1]),
    hour(['#28335f', '#8a4a6c', '#ff7a48'], ['#ffd08a', '#ff9a66', '#6f6c96'], ['#ff9470', '#5c3f66'], [0.07, 1]),
    hour(['#5a6fb0', '#c7a3cb', '#ffd0a6'], ['#ffedcc', '#ffc39c', '#8d8ab4'], ['#ffcfc4', '#94799f'], [0.12, 0.95]),
    hour(['#2f6a8c', '#8fb39c', '#ffcf70'], ['#fff1b4', '#ffc97c', '#7393a2'], ['#ffdba0', '#7d7f84'], [0.1, 1.1]),
    hour(['#4a3f86', '#a85f9c', '#ff9e86'], ['#ffd9b8', '#ffa98a', '#7d71a6'], ['#ffa9a4', '#6f4b85'], [0.09, 1]),
  ],
  night: [
    hour(['#060c22', '#10204a', '#2c4576'], ['#eef3ff', '#7d94c6', '#2c3b66'], ['#4d618f', '#141d3a'], [0.66, 0.45]),
    hour(['#04121f', '#0c2f47', '#2a5d70'], ['#eefaff', '#7fa6bd', '#26455c'], ['#4a7288', '#0f2634'], [0.6, 0.42]),
    hour(['#0d0a26', '#241c52', '#4b3f7c'], ['#f4efff', '#868cc2', '#2f3262'], ['#655a98', '#1b1636'], [0.58, 0.45]),
    hour(['#050a1c', '#0e1b3c', '#3a4668'], ['#fff3d6', '#9a93a6', '#2f3a5c'], ['#5c6480', '#161d33'], [0.4, 0.5]),
  ],
};

function hour(
  [zenith, middle, horizon]: readonly [string, string, string],
  [source, direct, ambient]: readonly [string, string, string],
  [bright, dark]: readonly [string, string],
  [height, strength]: readonly [number, number],
): Hour {
  return { zenith, middle, horizon, source, direct, ambient, bright, dark, height, strength };
}
