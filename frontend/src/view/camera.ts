// Where the reader looks: the middle of the view in world units, and how many pixels one of them is.

export interface Camera {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

/** A part of the view that nothing lies over, in pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const toScreen = (camera: Camera, size: Size, x: number, y: number): [number, number] => [
  (x - camera.x) * camera.scale + size.width / 2,
  (y - camera.y) * camera.scale + size.height / 2,
];

export const toWorld = (camera: Camera, size: Size, px: number, py: number): [number, number] => [
  (px - size.width / 2) / camera.scale + camera.x,
  (py - size.height / 2) / camera.scale + camera.y,
];

/** The world as far as it is seen. */
export function seen(camera: Camera, size: Size, margin = 0): Box {
  const [left, top] = toWorld(camera, size, -margin, -margin);
  const [right, bottom] = toWorld(camera, size, size.width + margin, size.height + margin);
  return { left, top, right, bottom };
}

/** Zoom so that the world under a pixel stays there. */
export function zoomAt(
  camera: Camera,
  size: Size,
  px: number,
  py: number,
  factor: number,
  limits: [number, number],
): Camera {
  const [x, y] = toWorld(camera, size, px, py);
  const scale = Math.min(limits[1], Math.max(limits[0], camera.scale * factor));
  return {
    scale,
    x: x - (px - size.width / 2) / scale,
    y: y - (py - size.height / 2) / scale,
  };
}

/** A camera that shows a part of the world in the free part of the view. */
export function fit(part: Box, size: Size, free: Box, most: number): Camera {
  const width = Math.max(40, free.right - free.left);
  const height = Math.max(40, free.bottom - free.top);
  const scale = Math.min(
    most,
    width / Math.max(1, part.right - part.left),
    height / Math.max(1, part.bottom - part.top),
  );
  return {
    scale,
    x: (part.left + part.right) / 2 - ((free.left + free.right) / 2 - size.width / 2) / scale,
    y: (part.top + part.bottom) / 2 - ((free.top + free.bottom) / 2 - size.height / 2) / scale,
  };
}

/**
 * The camera on its way from one place to another: it backs off as far as the distance asks for, so that the
 * reader sees where the journey goes (after van Wijk and Nuij 2003, with an arc in place of the exact curve).
 */
export function between(from: Camera, to: Camera, size: Size, part: number): Camera {
  const ease = part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2;
  const view = Math.min(size.width, size.height);
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const widest = Math.min(from.scale, to.scale, (view * 0.6) / Math.max(1, distance));
  const direct = Math.log(from.scale) + (Math.log(to.scale) - Math.log(from.scale)) * ease;
  const dip = Math.max(0, Math.log(Math.min(from.scale, to.scale)) - Math.log(widest));
  const scale = Math.exp(direct - dip * Math.sin(Math.PI * ease));
  return { scale, x: from.x + (to.x - from.x) * ease, y: from.y + (to.y - from.y) * ease };
}
