/** Held by the one tab that sounds. */
const LOCK = 'whereby-ring';

/** Seconds from one ring to the next. */
const PERIOD = 3;

const TONES = [{from: 0, hertz: 659.26}, {from: 0.3, hertz: 523.25}];
const TONE_LENGTH = 0.8;
const VOLUME = 0.12;

/** What counts as an interaction. */
const GESTURES = ['pointerdown', 'pointerup', 'keydown'];

/**
 * Rings in one of the browser's tabs, once the page may make a sound. What is
 * returned stops it.
 */
export function ringAloud(): () => void {
    const stop = new AbortController();
    void ring(stop.signal);
    return () => {
        stop.abort();
    };
}

async function ring(stopped: AbortSignal): Promise<void> {
    await firstGesture(stopped);

    // Not there without https.
    const locks = navigator.locks as LockManager | undefined;
    try {
        await (locks ? locks.request(LOCK, {signal: stopped}, () => play(stopped)) : play(stopped));
    } catch {
        // Stopped while another tab sounded, or this device has no sound.
    }
}

// Before it, browsers keep a page silent and complain.
function firstGesture(stopped: AbortSignal): Promise<void> {
    const activation = navigator.userActivation as UserActivation | undefined;
    if (activation?.hasBeenActive) {
        return Promise.resolve();
    }
    return new Promise((resolve) => {
        onGestures(stopped, () => {
            if (!activation || activation.hasBeenActive) {
                resolve();
            }
        });
    });
}

async function play(stopped: AbortSignal): Promise<void> {
    if (stopped.aborted) {
        return;
    }
    const context = new AudioContext();
    const source = context.createBufferSource();
    source.buffer = tune(context);
    source.loop = true;
    source.connect(context.destination);
    source.start();

    // Safari wants a gesture for each context.
    onGestures(stopped, () => {
        void context.resume();
    });
    await new Promise((resolve) => {
        stopped.addEventListener('abort', resolve);
    });
    await context.close();
}

function tune(context: AudioContext): AudioBuffer {
    const rate = context.sampleRate;
    const buffer = context.createBuffer(1, PERIOD * rate, rate);
    const samples = buffer.getChannelData(0);
    for (const {from, hertz} of TONES) {
        const first = Math.floor(from * rate);
        for (let i = 0; i < TONE_LENGTH * rate; i++) {
            const share = i / (TONE_LENGTH * rate);
            const swell = Math.min(1, share * 20) * (1 - share) ** 2;
            samples[first + i] = (samples[first + i] ?? 0) + (VOLUME * swell * Math.sin(2 * Math.PI * hertz * i / rate));
        }
    }
    return buffer;
}

function onGestures(until: AbortSignal, listener: () => void): void {
    for (const gesture of GESTURES) {
        window.addEventListener(gesture, listener, {capture: true, signal: until});
    }
}
