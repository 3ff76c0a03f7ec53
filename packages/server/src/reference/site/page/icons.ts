import { html } from '../html.ts';

/** Drawn in the colour of the text around them; what they mean is said beside them in words. */
export const ICONS = {
  brand: html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><circle cx="16.5" cy="7" r="2.6"/><path d="M2 14.5c3.5-5 6.5-5 10 0s6.5 5 10 0M2 20c3.5-5 6.5-5 10 0s6.5 5 10 0"/></svg>`,
  menu: html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 7h16M4 12h16M4 17h16"/></svg>`,
  light: html`<svg class="light" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4"/></svg>`,
  dark: html`<svg class="dark" viewBox="0 0 24 24" aria-hidden="true"><path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/></svg>`,
  system: html`<svg class="system" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8"/><path class="half" d="M12 4a8 8 0 0 1 0 16z"/></svg>`,
} as const;
