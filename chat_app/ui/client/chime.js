/**
 * Our sound for a new message: two soft notes of a wooden bar, a fourth apart, made as they are heard.
 *
 * A bar sounds at its note and, more faintly and briefly, near four and ten times that; the bell-like rest is left out.
 */
const NOTES = [
  { frequency: 587.33, at: 0 },
  { frequency: 783.99, at: 0.11 },
];
const PARTIALS = [
  { times: 1, loudness: 1, seconds: 0.55 },
  { times: 3.93, loudness: 0.22, seconds: 0.16 },
  { times: 9.6, loudness: 0.05, seconds: 0.05 },
];
const ATTACK = 0.004;
const LOUDEST = 0.35;
const SILENCE = 0.0001;

let context = null;

/** `volume` from 0 to 1. Nothing where this browser does not let a page sound yet. */
export function chime(volume) {
  // Before the first press a page may not sound, and the console would say so.
  if (volume <= 0 || navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  context.resume();
  const master = context.createGain();
  master.gain.value = LOUDEST * volume ** 2; // as loudness is heard
  master.connect(context.destination);
  for (const { frequency, at } of NOTES) strike(frequency, context.currentTime + 0.02 + at, master);
}

function strike(frequency, at, into) {
  for (const { times, loudness, seconds } of PARTIALS) {
    const oscillator = context.createOscillator();
    const envelope = context.createGain();
    oscillator.frequency.value = frequency * times;
    envelope.gain.setValueAtTime(SILENCE, at);
    envelope.gain.exponentialRampToValueAtTime(loudness, at + ATTACK);
    envelope.gain.exponentialRampToValueAtTime(SILENCE, at + seconds);
    oscillator.connect(envelope).connect(into);
    oscillator.start(at);
    oscillator.stop(at + seconds);
  }
}
