// The screens every chosen page is shown on.
const SIZES = [
  { width: 360, height: 800, kiosk: false },
  { width: 1080, height: 1920, kiosk: true },
  { width: 1920, height: 1080, kiosk: true },
];
const MODES = [
  { name: 'light', dark: false, text: 1 },
  { name: 'dark', dark: true, text: 1 },
  { name: 'text 200%', dark: false, text: 2 },
];

/** Every size in every mode, and the narrowest reflow of WCAG 1.4.10. */
export const SETTINGS = [
  ...SIZES.flatMap((size) => MODES.map((mode) => ({ ...size, ...mode, label: `${size.width}x${size.height} ${mode.name}` }))),
  ...SIZES.map((size) => ({ ...size, name: 'huge', dark: false, text: 1, huge: true, label: `${size.width}x${size.height} 特大 and more contrast` })),
  { width: 320, height: 640, kiosk: false, ...MODES[0], narrow: true, label: '320x640 light' },
];
