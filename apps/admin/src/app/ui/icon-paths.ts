const circle = 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z';
const shield = 'M12 3.5l7.5 2.8v5.4c0 4.2-3 7.1-7.5 8.8-4.5-1.7-7.5-4.6-7.5-8.8V6.3z';
const file = 'M6.5 3.5h7.5l4 4v13H6.5zM13.5 3.5v4.5h4.5';

/** The console's own icons: strokes on a 24 px grid, drawn with the colour of the text beside them. */
export const ICON_PATHS = {
  alert: 'M12 4.5L21 19.5H3zM12 10v4.2M12 16.9v.1',
  'arrow-back': 'M19 12H5.5M11 6l-6 6 6 6',
  audit: 'M9 3.5h6v3H9zM15 5h3v15.5H6V5h3M9 11h6M9 14.5h6M9 18h3',
  check: 'M5 12.5l4.8 4.8L19 7.5',
  'check-circle': `${circle}M8 12.2l2.8 2.8 5.2-5.6`,
  'chevron-down': 'M6.5 9.5l5.5 5.5 5.5-5.5',
  clock: `${circle}M12 7.5V12l3 2`,
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M8.5 8.5h11v11h-11zM15.5 8.5v-4h-11v11h4',
  'dash-circle': `${circle}M8 12h8`,
  download: 'M12 4v11M7.5 10.5L12 15l4.5-4.5M5 16.5v3h14v-3',
  edit: 'M5 19l1-4L16 5l3 3L9 18z M13.5 7.5l3 3',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  'eye-off':
    'M4 4l16 16M9.5 5.9A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.9 3.7M6 7.6A17 17 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.2-1M9.9 9.9a3 3 0 0 0 4.2 4.2',
  file,
  filter: 'M4 6h16M7 12h10M10 18h4',
  globe: `${circle}M3.5 12h17M12 3.5c2.6 2.4 3.8 5.2 3.8 8.5s-1.2 6.1-3.8 8.5c-2.6-2.4-3.8-5.2-3.8-8.5S9.4 5.9 12 3.5`,
  history: 'M4 12a8 8 0 1 0 2.4-5.7L4 8.5M4 4v4.5h4.5M12 8v4.3l3 1.7',
  info: `${circle}M12 11v5M12 7.9v.1`,
  key: 'M8 8.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11.5 10.5L19.5 4.5M16.2 7l2.3 3M13.6 9l1.4 1.9',
  keyboard: 'M3 6.5h18v11H3zM7 10h.1M10.3 10h.1M13.7 10h.1M17 10h.1M8 14h8',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1.2 1.2M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2',
  lock: 'M5.5 10.5h13v10h-13zM8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3M12 14.5v2',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  octagon: 'M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7zM12 8v5M12 15.9v.1',
  overview: 'M4 4.5h7v7H4zM13.5 4.5h6.5v4h-6.5zM13.5 11.5h6.5v8h-6.5zM4 14.5h7v5H4z',
  plus: 'M12 5v14M5 12h14',
  plug: 'M9 3.5v5M15 3.5v5M6.5 8.5h11v3.5a5.5 5.5 0 0 1-11 0zM12 17.5v3.5',
  refresh: 'M20 12a8 8 0 1 1-2.4-5.7L20 8.5M20 4v4.5h-4.5',
  retry: 'M4 12a8 8 0 1 0 2.4-5.7L4 8.5M4 4v4.5h4.5',
  scan: 'M4 8V4.5h3.5M16.5 4.5H20V8M20 16v3.5h-3.5M7.5 19.5H4V16M4 12h16',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3L20 20',
  'shield-check': `${shield}M8.5 11.8l2.5 2.5 4.5-4.8`,
  'shield-x': `${shield}M9.5 9.5l5 5M14.5 9.5l-5 5`,
  'sign-out': 'M14 4.5H5.5v15H14M10 12h10M16 8l4 4-4 4',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  'theme-auto': `${circle}M12 3.5v17M12 8h5.5M12 12h8M12 16h5.5`,
  trash: 'M4.5 6.5h15M9.5 6V3.5h5V6M6.5 6.5l.8 14h9.4l.8-14M10.3 10.5v6M13.7 10.5v6',
  upload: 'M12 15.5V4.5M7.5 9L12 4.5 16.5 9M5 15.5v4h14v-4',
  users:
    'M9 5a3.4 3.4 0 1 0 0 6.8A3.4 3.4 0 0 0 9 5zM2.5 19.5c.6-3.4 3.1-5 6.5-5s5.9 1.6 6.5 5M15.5 5.3a3.4 3.4 0 0 1 0 6.2M17.5 14.8c2.2.6 3.6 2.1 4 4.7',
  user: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c.8-4 3.8-5.5 7.5-5.5s6.7 1.5 7.5 5.5',
} as const;

export type IconName = keyof typeof ICON_PATHS;
