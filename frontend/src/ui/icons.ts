// Line drawings of 24 by 24.
export const SEARCH = "M10.5 4a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13M15.5 15.5L21 21";
export const PATH = "M5 19a2 2 0 1 0 .01 0M19 5a2 2 0 1 0 .01 0M7 19h6a4 4 0 0 0 0-8h-2a4 4 0 0 1 0-8h6";
export const COMPARE = "M9 5a7 7 0 1 0 0 14a7 7 0 0 0 0-14M15 5a7 7 0 1 1 0 14a7 7 0 0 1 0-14";
export const RANKING = "M4 20V10h4v10M10 20V4h4v16M16 20v-7h4v7";
export const MISSING = "M12 4a8 8 0 1 1-.01 0M12 8v5M12 16v.5";
export const ORPHAN = "M12 9a3 3 0 1 1-.01 0M4 4l3 3M20 4l-3 3M4 20l3-3M20 20l-3-3";
export const LIST = "M4 6h.5M4 12h.5M4 18h.5M8 6h12M8 12h12M8 18h12";
export const FILTER = "M4 5h16l-6 8v5l-4 2v-7z";
export const SAVE = "M12 4v11M7 11l5 5l5-5M4 20h16";
export const THEME = "M12 4a8 8 0 1 0 8 8a6 6 0 0 1-8-8";
export const HELP = "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.5M12 3a9 9 0 1 1-.01 0";
export const LINK = "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1";
export const CLOSE = "M6 6l12 12M18 6L6 18";
export const PLUS = "M12 5v14M5 12h14";
export const MINUS = "M5 12h14";
export const FIT = "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5";
