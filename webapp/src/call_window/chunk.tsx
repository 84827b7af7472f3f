import {CallWindow} from './call_window';
import {withTexts} from '../i18n/with_texts';

export default withTexts(CallWindow);
