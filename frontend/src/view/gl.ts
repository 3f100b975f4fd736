// Small helpers over WebGL2.

export interface Program {
  use(): void;
  uniform(name: string): WebGLUniformLocation | null;
}

export function program(gl: WebGL2RenderingContext, [vertex, fragment]: readonly [string, string]): Program {
  const made = gl.createProgram();
  for (const [type, text] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error("no shader");
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS) && !gl.isContextLost()) {
    const logs = (gl.getAttachedShaders(made) ?? []).map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(`shader: ${logs.join(" ")} ${gl.getProgramInfoLog(made)}`);
  }
  const places = new Map<string, WebGLUniformLocation | null>();
  return {
    use: () => gl.useProgram(made),
    uniform(name) {
      if (!places.has(name)) places.set(name, gl.getUniformLocation(made, name));
      return places.get(name) ?? null;
    },
  };
}

export function fill(
  gl: WebGL2RenderingContext,
  target: number,
  buffer: WebGLBuffer,
  data: AllowSharedBufferSource,
): void {
  gl.bindBuffer(target, buffer);
  gl.bufferData(target, data, gl.STATIC_DRAW);
}

/** Say where an attribute comes from; `divisor` 1 is one value for each instance. */
export function attribute(
  gl: WebGL2RenderingContext,
  at: number,
  [size, type, stride, offset]: readonly [number, number, number, number],
  divisor = 0,
): void {
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, size, type, false, stride, offset);
  gl.vertexAttribDivisor(at, divisor);
}

/** A picture to draw into, smoothed where that is cheap. */
export class Layer {
  readonly texture: WebGLTexture;
  private readonly plain: WebGLFramebuffer;
  private readonly smooth: WebGLFramebuffer | null = null;
  private readonly samples: WebGLRenderbuffer | null = null;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    readonly width: number,
    readonly height: number,
    samples: number,
  ) {
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA8, width, height);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    this.plain = gl.createFramebuffer();
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.plain);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.texture, 0);
    if (samples > 1) {
      this.samples = gl.createRenderbuffer();
      gl.bindRenderbuffer(gl.RENDERBUFFER, this.samples);
      gl.renderbufferStorageMultisample(gl.RENDERBUFFER, samples, gl.RGBA8, width, height);
      this.smooth = gl.createFramebuffer();
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.smooth);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, this.samples);
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Fill the picture with a colour, or with nothing, and draw into it. */
  paint(draw: () => void, paper?: readonly [number, number, number]): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.smooth ?? this.plain);
    gl.clearColor(...(paper ?? [0, 0, 0]), paper ? 1 : 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    draw();
    if (this.smooth) this.copy(this.smooth, this.plain);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  /** Make the picture what is seen: much cheaper than to draw it as a texture. */
  show(): void {
    this.copy(this.plain, null);
    this.gl.bindFramebuffer(this.gl.FRAMEBUFFER, null);
  }

  private copy(from: WebGLFramebuffer, to: WebGLFramebuffer | null): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from);
    gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to);
    const box = [0, 0, this.width, this.height] as const;
    gl.blitFramebuffer(...box, ...box, gl.COLOR_BUFFER_BIT, gl.NEAREST);
  }

  free(): void {
    const { gl } = this;
    gl.deleteTexture(this.texture);
    gl.deleteFramebuffer(this.plain);
    gl.deleteFramebuffer(this.smooth);
    gl.deleteRenderbuffer(this.samples);
  }
}
