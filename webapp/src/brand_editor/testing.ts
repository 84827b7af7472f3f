// jsdom cannot do this yet.
Blob.prototype.arrayBuffer = function arrayBuffer() {
    return new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => {
            resolve(reader.result as ArrayBuffer);
        };
        reader.readAsArrayBuffer(this);
    });
};

/** As much of a PNG as is looked at before it is sent. */
export function aPng(width: number, height: number, size = 100): File {
    const bytes = new Uint8Array(size);
    bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const view = new DataView(bytes.buffer);
    view.setUint32(16, width);
    view.setUint32(20, height);
    return new File([bytes], 'image.png', {type: 'image/png'});
}
