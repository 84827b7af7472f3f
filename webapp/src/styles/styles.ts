import card from '../call_card/call_card.css?inline';
import knock from '../knock/knock.css?inline';
import notice from '../notice/notice.css?inline';
import people from '../people/people.css?inline';
import ring from '../ring/ring.css?inline';
import button from '../start_button/start_button.css?inline';
import elsewhere from '../start_elsewhere/start_elsewhere.css?inline';
import common from './common.css?inline';

const STYLES_ID = 'whereby-styles';

/** Puts the plugin's style sheet into the page, once. */
export function addStyles(): void {
    removeStyles();
    const style = document.createElement('style');
    style.id = STYLES_ID;
    style.textContent = common + people + card + notice + knock + ring + button + elsewhere;
    document.head.append(style);
}

/** Takes it out again. */
export function removeStyles(): void {
    document.getElementById(STYLES_ID)?.remove();
}
