export {InviteDialog as default} from './invite_dialog';
