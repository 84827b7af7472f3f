import {InviteDialog} from './invite_dialog';
import {withTexts} from '../i18n/with_texts';

export default withTexts(InviteDialog);
