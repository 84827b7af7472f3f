// Prints the path of a headless Chromium from npm, for machines that have no
// browser of their own. It is unpacked into $TMPDIR once; with AWS_LAMBDA_JS_RUNTIME
// set, the shared libraries that a bare machine lacks come along (al2023/lib).
import chromium from '@sparticuz/chromium';

process.stdout.write(await chromium.executablePath());
