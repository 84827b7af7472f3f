import {StartDialog} from './start_dialog';
import {withTexts} from '../i18n/with_texts';

export default withTexts(StartDialog);
