/** Signs drawn for this product on a 24-square, in the colour of the text beside them; always decoration beside words. */

const SHAPES = {
  back: 'M14.5 5 7.5 12l7 7',
  forward: 'M9.5 5l7 7-7 7',
  close: 'M6 6l12 12M18 6 6 18',
  menu: 'M4 7h16M4 12h16M4 17h10',
  check: 'M4.5 12.5l5 5 10-11',
  home: 'M3.5 11.5 12 4l8.5 7.5M6 9.8V20h12V9.8M10 20v-5.5h4V20',
  scan: 'M4 8.5V5.5A1.5 1.5 0 0 1 5.5 4h3M15.5 4h3A1.5 1.5 0 0 1 20 5.5v3M20 15.5v3a1.5 1.5 0 0 1-1.5 1.5h-3M8.5 20h-3A1.5 1.5 0 0 1 4 18.5v-3M4 12h16',
  today:
    'M5.5 6h13A1.5 1.5 0 0 1 20 7.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5v-11A1.5 1.5 0 0 1 5.5 6zM4 10.5h16M8 3.5V8M16 3.5V8M8.5 15.5l2.3 2.2 4.7-4.7',
  clock: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l3 2.5',
  phone:
    'M8.5 3h7A1.5 1.5 0 0 1 17 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19.5v-15A1.5 1.5 0 0 1 8.5 3zM10.5 18h3',
  send: 'M12 19V5M6 11l6-6 6 6',
  warn: 'M12 4 3 19.5h18zM12 10v4.5M12 17v.2',
  stop: 'M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM12 7.5v5.5M12 16v.2',
  info: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.5M12 7.6v.2',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3 20 20',
  print:
    'M7 8.5V4h10v4.5M7 17H5a1.5 1.5 0 0 1-1.5-1.5V10A1.5 1.5 0 0 1 5 8.5h14a1.5 1.5 0 0 1 1.5 1.5v5.5A1.5 1.5 0 0 1 19 17h-2M7 14h10v6H7z',
  noNetwork:
    'M4 4l16 16M2.8 9.4A14 14 0 0 1 7 6.7M11 5.6a14 14 0 0 1 10.2 3.8M6.2 13a9 9 0 0 1 4-2.3M15.2 11.4a9 9 0 0 1 2.6 1.6M9.6 16.5a4.2 4.2 0 0 1 4.2-.2M12 20v.2',
  voucher: 'M3.5 7h17v3.2a2 2 0 0 0 0 3.6V17h-17v-3.2a2 2 0 0 0 0-3.6zM14.5 7v1.6M14.5 11.2v1.6M14.5 15.4V17',
  camera:
    'M4.5 7.5h3l1.6-2.5h5.8l1.6 2.5h3A1.5 1.5 0 0 1 21 9v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18V9a1.5 1.5 0 0 1 1.5-1.5zM12 9.8a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8z',
  picture:
    'M5.5 4.5h13A1.5 1.5 0 0 1 20 6v12a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18V6a1.5 1.5 0 0 1 1.5-1.5zM4.5 17l4.8-5 3.7 3.8 2.5-2.4 4 4M15.5 8.7v.2',
  keys: 'M4.5 6.5h15A1.5 1.5 0 0 1 21 8v8.5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 16.5V8a1.5 1.5 0 0 1 1.5-1.5zM7 10.2v.2M10.3 10.2v.2M13.7 10.2v.2M17 10.2v.2M8 14.5h8',
  bell: 'M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5L19 18H5zM10.2 20.8h3.6',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z',
  sort: 'M8 9.5 12 5l4 4.5M8 14.5l4 4.5 4-4.5',
  person: 'M12 4.5a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6zM4.5 20c.8-3.8 3.8-6 7.5-6s6.7 2.2 7.5 6',
  undo: 'M8.5 5 4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3',
  light: 'M9 18h6M10 21h4M12 3a6 6 0 0 0-3.7 10.7c.8.7 1.2 1.4 1.2 2.3h5c0-.9.4-1.6 1.2-2.3A6 6 0 0 0 12 3z',
} as const;

export type IconName = keyof typeof SHAPES;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}

/** The product's own mark, the same as on its icons (`pwa/icons.py`): a house with the notches and tear line of a ticket. */
export function Mark() {
  return (
    <svg class="mark" viewBox="4 3.5 24 25" aria-hidden="true" focusable="false">
      <path d="M16 4.2 26.6 12.8V16.7A2.7 2.7 0 0 0 26.6 22.1V27.6H5.4V22.1A2.7 2.7 0 0 0 5.4 16.7V12.8z" />
      <path class="mark-tear" d="M11.2 19.4h1.2M15.4 19.4h1.2M19.6 19.4h1.2" />
    </svg>
  );
}
