import React, {useId} from 'react';
import type {CSSProperties} from 'react';
import {FormattedMessage, useIntl} from 'react-intl';

import {isColour, textOn} from './brand';
import type {Brand} from './brand';
import type {AdminClient} from '../admin_console/admin_client';

/** Stand in for the organization's own colours, which the plugin does not know. */
const NEUTRAL = {primary: '#5b5f6b', secondary: '#d5d7dd', focus: '#9aa0ae'};

/** Sketches of a room and of its waiting room in a brand's look. */
export function Preview({brand, client}: {brand: Brand; client: AdminClient}) {
    const {formatMessage} = useIntl();
    const id = useId();
    const logo = brand.logo && (
        <img
            src={client.imageUrl(brand.logo)}
            alt=''
        />
    );
    return (
        <div
            role='group'
            aria-labelledby={`${id}title`}
            className='whereby-preview'
        >
            <div
                id={`${id}title`}
                className='whereby-field-title'
            >
                <FormattedMessage id='whereby.admin.preview'/>
            </div>
            <div className='whereby-rooms'>
                <figure>
                    <div
                        role='img'
                        aria-label={formatMessage({id: 'whereby.admin.brand.room'})}
                        className='whereby-room'
                        style={look(brand, client, brand.room_background)}
                    >
                        <span className='whereby-room-logo'>{logo}</span>
                        <span className='whereby-room-tiles'>
                            <span className='whereby-room-speaker'/>
                            <span/>
                            <span/>
                        </span>
                        <span className='whereby-room-bar'>
                            <span/>
                            <span/>
                            <span className='whereby-room-primary'/>
                        </span>
                    </div>
                    <figcaption><FormattedMessage id='whereby.admin.brand.room'/></figcaption>
                </figure>
                <figure>
                    <div
                        role='img'
                        aria-label={formatMessage({id: 'whereby.admin.brand.waiting_room'})}
                        className='whereby-room whereby-waiting'
                        style={look(brand, client, brand.waiting_background)}
                    >
                        <span className='whereby-waiting-card'>
                            <span className='whereby-room-logo'>{logo}</span>
                            <span className='whereby-waiting-field'/>
                            <span className='whereby-room-primary'><span/></span>
                            <span className='whereby-room-secondary'><span/></span>
                        </span>
                    </div>
                    <figcaption><FormattedMessage id='whereby.admin.brand.waiting_room'/></figcaption>
                </figure>
            </div>
        </div>
    );
}

function look(brand: Brand, client: AdminClient, background = ''): CSSProperties {
    const [primary, secondary, focus] = (['primary', 'secondary', 'focus'] as const).map((name) => (isColour(brand[name]) ? brand[name] : NEUTRAL[name])) as [string, string, string];
    return {
        '--whereby-primary': primary,
        '--whereby-on-primary': textOn(primary),
        '--whereby-secondary': secondary,
        '--whereby-on-secondary': textOn(secondary),
        '--whereby-focus': focus,
        ...(background && {backgroundImage: `url("${client.imageUrl(background)}")`}),
    } as CSSProperties;
}
