/** How long the topic made of a message may be, in characters. */
const LONGEST = 80;

/** A message as one plain line, short enough for a topic. */
export function topicOf(message: string): string {
    return shortened(plain(message));
}

function plain(message: string): string {
    return message.
        replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').
        replace(/[*~#>`]/g, '').

        // But not the ones within words: names of people and of code.
        replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '').
        replace(/\s+/g, ' ').
        trim();
}

function shortened(line: string): string {
    const characters = Array.from(line);
    if (characters.length <= LONGEST) {
        return line;
    }
    const lastSpace = characters.slice(0, LONGEST).lastIndexOf(' ');

    // A language without spaces, or an address, has no word to end at.
    const end = lastSpace > LONGEST / 2 ? lastSpace : LONGEST - 1;
    return `${characters.slice(0, end).join('')}…`;
}
