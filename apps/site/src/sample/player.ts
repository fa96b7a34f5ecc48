/** Plays the way from A to B and back: pictures that are there already, chosen by the time or by a slider. */
import { find, nextPaint } from '../page/dom.js';
import type { Images } from './images.js';

/** Pictures from A to B, both included. */
export const wayLength = 48;
/** Milliseconds from A to B. */
const duration = 2400;

export interface Player {
  /** Forgets the way, which is another now, and stops. */
  forget(): void;
}

/** The place, from 0 to 1, of who has gone to and fro for a time. */
export function toAndFro(milliseconds: number): number {
  const laps = (milliseconds / duration) % 2;
  return laps < 1 ? laps : 2 - laps;
}

interface Slider {
  /** 0 to {@link wayLength} − 1. */
  value: number;
  onInput(listener: () => void): void;
}

function createSlider(): Slider {
  const input = find('way-place', HTMLInputElement);
  input.max = String(wayLength - 1);
  return {
    get value() {
      return input.valueAsNumber;
    },
    set value(place) {
      input.valueAsNumber = place;
      input.setAttribute('aria-valuetext', `${Math.round((100 * place) / (wayLength - 1))} % of the way`);
    },
    onInput: (listener) => input.addEventListener('input', listener),
  };
}

/**
 * @param make computes the way.
 * @param show shows one picture of it.
 * @param fail is told if it cannot be computed.
 */
export function createPlayer(
  make: () => Promise<Images>,
  show: (image: Images) => void,
  fail: (error: unknown) => void,
): Player {
  const button = find('way-play', HTMLButtonElement);
  const slider = createSlider();
  let way: Promise<Images> | undefined;
  /** Counts starts and stops: odd while it plays. */
  let turns = 0;

  function setPlaying(playing: boolean): void {
    if (playing !== (turns % 2 === 1)) turns++;
    button.textContent = playing ? 'Stop' : 'Play';
  }
  async function showPlace(): Promise<void> {
    const wanted = (way ??= make());
    const images = await wanted;
    if (wanted === way) show(images.at(slider.value)); // else there is another way meanwhile
  }
  async function play(): Promise<void> {
    setPlaying(true);
    const mine = turns;
    await showPlace();
    const start = performance.now() - (slider.value / (wayLength - 1)) * duration;
    while (mine === turns) {
      await nextPaint();
      slider.value = Math.round(toAndFro(performance.now() - start) * (wayLength - 1));
      await showPlace();
    }
  }
  function failed(error: unknown): void {
    setPlaying(false);
    way = undefined;
    fail(error);
  }

  button.addEventListener('click', () => {
    if (turns % 2 === 1) setPlaying(false);
    else play().catch(failed);
  });
  slider.onInput(() => {
    setPlaying(false);
    showPlace().catch(failed);
  });
  return {
    forget() {
      setPlaying(false);
      way = undefined;
      slider.value = 0;
    },
  };
}
