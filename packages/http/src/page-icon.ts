const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="none" stroke="#0b7285" stroke-width="1.6" stroke-linejoin="round" d="M2 14V7.5L8 2.5l6 5V14zM0 14h16M8 14V9"/></svg>';

/** For the head of a page: the icon itself, so that browsers ask for no file that is not there. */
export const pageIcon = `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(svg)}">`;
