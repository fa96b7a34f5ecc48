/** What `<kantor-samples>` shows: a canvas that says what is on it, and a line for what is going on. */

const style = `
  :host { display: block; inline-size: 24rem; max-inline-size: 100%; }
  :host([hidden]) { display: none; }
  canvas { display: block; inline-size: 100%; block-size: auto; image-rendering: pixelated; }
  canvas[hidden] { display: none; }
  canvas:focus { outline: none; }
  canvas:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
  p { margin: 0; font: inherit; overflow-wrap: anywhere; }
`;

const keys = 'R draws from a new seed. The arrow keys walk through the latent space, Home goes back.';

export interface View {
  /** @param description says what the images are, for who does not see them. */
  draw(images: ImageData, description: string): void;
  /** A line below the images; empty where there is nothing to say. */
  say(text: string): void;
}

export function createView(root: ShadowRoot): View {
  // As an object, which a strict content security policy allows, unlike an element `style`.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const canvas = document.createElement('canvas');
  canvas.part.add('canvas');
  canvas.hidden = true;
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-description', keys);
  canvas.setAttribute('aria-keyshortcuts', 'R ArrowLeft ArrowRight ArrowUp ArrowDown Home');
  const line = document.createElement('p');
  line.part.add('message');
  line.setAttribute('role', 'status');
  root.append(canvas, line);
  return {
    draw(images, description) {
      const { width, height } = images;
      // Setting a size clears the canvas, even to the same one.
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      canvas.getContext('2d')?.putImageData(images, 0, 0);
      canvas.setAttribute('aria-label', description);
      canvas.hidden = false;
    },
    say(text) {
      if (line.textContent !== text) line.textContent = text;
    },
  };
}
