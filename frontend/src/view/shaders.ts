// The shaders. Positions are world units relative to the camera, then pixels, then clip space (y downwards).
import { GREY_AT } from "./palette";
import { SIZE } from "./sizes";

const HEAD = "#version 300 es\nprecision highp float;\nprecision highp int;\n";
const number = (value: number): string => value.toFixed(4);

const CAMERA = `${HEAD}
uniform vec3 u_camera;  // x, y, pixels per world unit
uniform vec2 u_half;    // half the view, in pixels
vec4 place(vec2 world) {
  vec2 p = (world - u_camera.xy) * u_camera.z / u_half;
  return vec4(p.x, -p.y, 0.0, 1.0);
}`;

/** Discs of regions and groups: a quad each, its corners from the number of the vertex. */
export const DISC = [
  `${CAMERA}
uniform vec3 u_palette[${GREY_AT + 1}];
layout(location = 0) in vec3 a_disc;
layout(location = 1) in vec2 a_look;  // colour, share of its nodes that are shown
out vec2 v_at;
flat out vec4 v_colour;
flat out float v_radius;
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * 2.0 - 1.0;
  float r = a_disc.z + 2.0 / u_camera.z;
  v_radius = a_disc.z * u_camera.z;
  v_at = corner * (v_radius + 2.0);
  v_colour = vec4(u_palette[int(a_look.x)], a_look.y);
  gl_Position = place(a_disc.xy + corner * r);
}`,
  `${HEAD}
uniform vec2 u_alpha;  // of the inside, of the rim
in vec2 v_at;
flat in vec4 v_colour;
flat in float v_radius;
out vec4 colour;
void main() {
  float d = length(v_at) - v_radius;
  float inside = 1.0 - smoothstep(-0.7, 0.7, d);
  float rim = 1.0 - smoothstep(0.4, 1.4, abs(d));
  float alpha = max(inside * u_alpha.x, rim * u_alpha.y) * v_colour.a;
  if (alpha < 0.002) discard;
  colour = vec4(v_colour.rgb * alpha, alpha);
}`,
] as const;

/** Edges: lines between nodes. A line with a hidden end is not drawn, one with a faded end hardly. */
export const LINE = [
  `${CAMERA}
uniform vec3 u_palette[${GREY_AT + 1}];
layout(location = 0) in vec2 a_at;
layout(location = 2) in vec2 a_look;  // colour, state
out vec4 v_colour;  // and how faded
void main() {
  v_colour = vec4(u_palette[int(a_look.x)], a_look.y < 1.5 ? 1.0 : 0.0);
  gl_Position = place(a_at);
  if (a_look.y < 0.5) gl_Position.z = 1e6;  // so far behind that a line to there is cut off where it begins
}`,
  `${HEAD}
uniform float u_alpha;
in vec4 v_colour;
out vec4 colour;
void main() { colour = vec4(v_colour.rgb, 1.0) * (v_colour.a > 0.001 ? u_alpha * 0.12 : u_alpha); }`,
] as const;

/** The picture of the edges as it was drawn last, moved to where it is now. */
export const LAYER = [
  `${HEAD}
uniform vec3 u_move;  // shift in clip space, scale
out vec2 v_at;
void main() {
  v_at = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  gl_Position = vec4((v_at * 2.0 - 1.0) * u_move.z + u_move.xy, 0.0, 1.0);
}`,
  `${HEAD}
uniform sampler2D u_layer;
in vec2 v_at;
out vec4 colour;
void main() { colour = texture(u_layer, v_at); }`,
] as const;

/** Nodes: points, with shapes by the distance to their outline. */
export const NODE = [
  `${CAMERA}
uniform float u_near;   // pixels between neighbours
uniform float u_ratio;  // device pixels per pixel
layout(location = 0) in vec2 a_at;
layout(location = 1) in vec2 a_form;  // size, shape
layout(location = 2) in vec2 a_look;  // colour, state
uniform vec3 u_palette[${GREY_AT + 1}];
flat out vec4 v_colour;
flat out float v_radius;
flat out float v_reach;
flat out int v_shape;
void main() {
  float size = a_form.x;
  float wanted = u_near * (${number(SIZE.base)} + ${number(SIZE.step)} * size);
  float r = min(${number(SIZE.most)} + ${number(SIZE.mostStep)} * size,
                max(${number(SIZE.least)} + ${number(SIZE.leastStep)} * size, wanted)) * u_ratio;
  v_radius = r;
  v_shape = int(a_form.y);
  v_colour = vec4(u_palette[int(a_look.x)], a_look.y > 1.5 ? 1.0 : 0.13);
  v_reach = r + (r > 3.0 ? 1.5 : 0.7);  // room for the halo, for a soft edge
  gl_PointSize = v_reach * 2.0;
  gl_Position = a_look.y < 0.5 ? vec4(2.0, 2.0, 2.0, 1.0) : place(a_at);
}`,
  `${HEAD}
uniform vec3 u_paper;
flat in vec4 v_colour;
flat in float v_radius;
flat in float v_reach;
flat in int v_shape;
out vec4 colour;
float outline(vec2 p, float r) {
  vec2 q = abs(p);
  if (v_shape == 2) return (q.x + q.y) * 0.7071 - r * 0.87;
  if (v_shape == 3) return max(q.x, q.y) - r * 0.84;
  if (v_shape == 4) return max(q.x * 0.866 - p.y * 0.5, p.y) - r * 0.6;
  if (v_shape == 5) return max(q.x * 0.866 + q.y * 0.5, q.y) - r * 0.92;
  return length(p) - r;
}
void main() {
  vec2 p = (gl_PointCoord * 2.0 - 1.0) * v_reach;
  float d = outline(p, v_radius);
  float inside = 1.0 - smoothstep(-0.6, 0.6, d);
  float halo = v_radius > 3.0 ? 1.0 - smoothstep(0.4, 1.5, d) : inside;
  vec3 fill = v_colour.rgb;
  float alpha = v_colour.a;
  if (v_shape == 1) {  // a missing page is hollow
    float wall = max(1.1, v_radius * 0.26);
    float hole = v_radius > 2.2 ? 1.0 - smoothstep(-0.6, 0.6, d + wall) : 0.0;
    fill = mix(fill, u_paper, hole);
    if (v_radius <= 2.2) alpha *= 0.8;
  }
  fill = mix(u_paper, fill, inside / max(halo, 0.001));
  alpha *= halo;
  if (alpha < 0.003) discard;
  colour = vec4(fill * alpha, alpha);
}`,
] as const;
