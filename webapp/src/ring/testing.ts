import {vi} from 'vitest';

// Stand-ins for what jsdom lacks of a browser, for tests.

/** An AudioContext that sounds to nobody. */
export class FakeAudio {
    state = 'running';
    readonly sampleRate = 8000;
    readonly destination = {};
    private samples = new Float32Array();

    /** Puts it in the browser's place; what is made goes into the list that is returned. */
    static stub(): FakeAudio[] {
        const made: FakeAudio[] = [];
        vi.stubGlobal('AudioContext', class extends FakeAudio {
            constructor() {
                super();
                made.push(this);
            }
        });
        return made;
    }

    createBuffer(_channels: number, length: number) {
        this.samples = new Float32Array(length);
        return {getChannelData: () => this.samples};
    }

    createBufferSource() {
        return {connect: () => undefined, start: () => undefined};
    }

    loudest(): number {
        return Math.max(...this.samples);
    }

    resume() {
        return Promise.resolve();
    }

    close() {
        this.state = 'closed';
        return Promise.resolve();
    }
}

/** Locks of a browser in whose other tab the only lock is held until that closes. */
export function stubLocks() {
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
        close = resolve;
    });
    const request = (_name: string, _options: object, work: () => Promise<void>) => closed.then(work);
    Object.assign(navigator, {locks: {request}});
    return {close};
}
