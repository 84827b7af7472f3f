import type {ImageKind} from '../admin_console/admin_client';

// Whereby's limits.
export const MAX_BYTES = 600_000;
export const MAX_SIDE = 5000;
export const MIN_WIDTH: Record<ImageKind, number> = {logo: 400, room_background: 1400, waiting_background: 1400};

/** What is wrong with an image. */
export type ImageProblem = 'no_png' | 'heavy' | 'narrow' | 'large';

/** How a PNG begins, up to the width and height. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const HEAD = 24;

/** Looks at a file before it is sent. */
export async function checkImage(kind: ImageKind, file: Blob): Promise<ImageProblem | undefined> {
    const head = new DataView(await file.slice(0, HEAD).arrayBuffer());
    if (head.byteLength < HEAD || PNG.some((byte, at) => head.getUint8(at) !== byte)) {
        return 'no_png';
    }
    if (file.size > MAX_BYTES) {
        return 'heavy';
    }
    const [width, height] = [head.getUint32(16), head.getUint32(20)];
    if (width > MAX_SIDE || height > MAX_SIDE) {
        return 'large';
    }
    return width < MIN_WIDTH[kind] ? 'narrow' : undefined;
}
