import React from 'react';
import {FormattedMessage} from 'react-intl';

import {copyOf, isBad, MAX_BRANDS, newBrand, oneDefault} from './brand';
import type {Brand} from './brand';
import {BrandForm} from './brand_form';
import type {AdminProps} from '../admin_console/chunk';
import {ListEditor} from '../admin_console/list_editor';
import {isMasked, storedList} from '../admin_console/stored_list';

/** System Console's list of brands. */
export function BrandEditor({id, helpText, value, disabled, setByEnv, client, onChange}: AdminProps) {
    const brands = (storedList(value) ?? []) as Brand[];
    const off = disabled || setByEnv;

    // What is stored must not be written over unseen.
    if (isMasked(value)) {
        return (
            <div className='whereby-setting whereby-loading'>
                <FormattedMessage id='whereby.admin.brand.masked'/>
            </div>
        );
    }
    return (
        <div
            id={id}
            className='whereby-setting'
        >
            <div className='help-text'>{helpText}</div>
            <ListEditor
                list={brands}
                max={MAX_BRANDS}
                disabled={off}
                addText={<FormattedMessage id='whereby.admin.brand.add'/>}
                emptyText={<FormattedMessage id='whereby.admin.brand.empty'/>}
                nameOf={({name}) => name}
                summary={(brand) => brand.default && <FormattedMessage id='whereby.admin.brand.default_badge'/>}
                isBad={(brand) => isBad(brand, brands)}
                create={() => newBrand(brands)}
                copy={(brand) => copyOf(brand, brands)}
                tidy={oneDefault}
                form={(brand, change) => (
                    <BrandForm
                        brand={brand}
                        brands={brands}
                        client={client}
                        disabled={off}
                        onChange={change}
                    />
                )}
                onChange={(list) => {
                    onChange(id, list);
                }}
            />
        </div>
    );
}
