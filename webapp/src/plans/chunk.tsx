import type {ComponentType} from 'react';

import {PlanDialog} from './plan_dialog';
import type {PlanDialogProps} from './plan_dialog';
import {withTexts} from '../i18n/with_texts';

const dialog: ComponentType<PlanDialogProps> = withTexts(PlanDialog);

export default dialog;
