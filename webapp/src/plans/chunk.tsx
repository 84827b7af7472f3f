import {PlanDialog} from './plan_dialog';
import {PlanOfPost} from './plan_of_post';
import type {PlanParts} from './plans';
import {withTexts} from '../i18n/with_texts';

const parts: PlanParts = {Card: withTexts(PlanOfPost), Dialog: withTexts(PlanDialog)};

export default parts;
