package exchange

// Keys of the words catalogue (internal/words/catalogue/exchange.yaml).
const (
	keyMore = "exchange.more"

	keyFileEmpty        = "exchange.file.empty"
	keyFileTooLarge     = "exchange.file.too_large"
	keyTooManyRows      = "exchange.file.too_many_rows"
	keyTooManyColumns   = "exchange.file.too_many_columns"
	keyTooWide          = "exchange.file.too_wide"
	keyCellTooLarge     = "exchange.cell.too_large"
	keyNul              = "exchange.file.nul"
	keyEncodingUnknown  = "exchange.encoding.unknown"
	keyEncodingUnclear  = "exchange.encoding.unclear"
	keyEncodingMismatch = "exchange.encoding.mismatch"
	keyEncodingBroken   = "exchange.encoding.broken"
	keyDelimiterUnclear = "exchange.delimiter.unclear"
	keyDelimiterUnknown = "exchange.delimiter.unknown"
	keyQuote            = "exchange.quote"
	keyHeaderEmpty      = "exchange.header.empty"
	keyHeaderTwice      = "exchange.header.twice"
	keyRowUneven        = "exchange.row.uneven"

	keyWorkbookLocked   = "exchange.workbook.locked"
	keyWorkbookOther    = "exchange.workbook.other"
	keyWorkbookBroken   = "exchange.workbook.broken"
	keyWorkbookTooLarge = "exchange.workbook.too_large"
	keySheetNone        = "exchange.sheet.none"
	keySheetUnclear     = "exchange.sheet.unclear"
	keySheetMissing     = "exchange.sheet.missing"
	keyCellError        = "exchange.cell.error"
	keySerialNone       = "exchange.date.serial"
	keyMomentShape      = "exchange.moment.shape"

	keyDateFormat        = "exchange.date.format"
	keyDateShape         = "exchange.date.shape"
	keyDateUndeclared    = "exchange.date.undeclared"
	keyDateNone          = "exchange.date.none"
	keyDateWithClock     = "exchange.date.with_clock"
	keyNumberShape       = "exchange.number.shape"
	keyNumberUndeclared  = "exchange.number.undeclared"
	keyNumberGroups      = "exchange.number.groups"
	keyNumberWhole       = "exchange.number.whole"
	keyYesNo             = "exchange.yes_no"
	keyValueUnmapped     = "exchange.value.unmapped"
	keyValueMissing      = "exchange.value.missing"
	keyIdentityEmpty     = "exchange.identity.empty"
	keyIdentityTwice     = "exchange.identity.twice"
	keyColumnMissing     = "exchange.column.missing"
	keyColumnUnmentioned = "exchange.column.unmentioned"

	keyMappingUnread     = "exchange.mapping.unread"
	keyMappingTooLarge   = "exchange.mapping.too_large"
	keyMappingSyntax     = "exchange.mapping.syntax"
	keyMappingEmpty      = "exchange.mapping.empty"
	keyMappingUnknown    = "exchange.mapping.unknown"
	keyMappingRequired   = "exchange.mapping.required"
	keyMappingNotTable   = "exchange.mapping.not_table"
	keyMappingNotList    = "exchange.mapping.not_list"
	keyMappingNotText    = "exchange.mapping.not_text"
	keyMappingTwice      = "exchange.mapping.twice"
	keyMappingChoice     = "exchange.mapping.choice"
	keyMappingName       = "exchange.mapping.name"
	keyMappingAlias      = "exchange.mapping.alias"
	keyMappingTextOrCol  = "exchange.mapping.text_or_column"
	keyMappingTemplate   = "exchange.mapping.template"
	keyMappingIgnoredUse = "exchange.mapping.ignored_and_used"
	keyMappingOtherwise  = "exchange.mapping.otherwise_without_values"
	keyMappingTarget     = "exchange.mapping.target"
	keyMappingType       = "exchange.mapping.type"
	keyMappingRow        = "exchange.mapping.header_row"
)

// Keys lists every catalogue key this package can put in a [Problem].
func Keys() []string {
	return []string{
		keyMore, keyFileEmpty, keyFileTooLarge, keyTooManyRows, keyTooManyColumns, keyTooWide, keyCellTooLarge, keyNul,
		keyEncodingUnknown, keyEncodingUnclear, keyEncodingMismatch, keyEncodingBroken,
		keyDelimiterUnclear, keyDelimiterUnknown, keyQuote, keyHeaderEmpty, keyHeaderTwice, keyRowUneven,
		keyWorkbookLocked, keyWorkbookOther, keyWorkbookBroken, keyWorkbookTooLarge, keySheetNone, keySheetUnclear, keySheetMissing,
		keyCellError, keySerialNone, keyMomentShape,
		keyDateFormat, keyDateShape, keyDateUndeclared, keyDateNone, keyDateWithClock,
		keyNumberShape, keyNumberUndeclared, keyNumberGroups, keyNumberWhole, keyYesNo,
		keyValueUnmapped, keyValueMissing, keyIdentityEmpty, keyIdentityTwice, keyColumnMissing, keyColumnUnmentioned,
		keyMappingUnread, keyMappingTooLarge, keyMappingSyntax, keyMappingEmpty, keyMappingUnknown, keyMappingRequired,
		keyMappingNotTable, keyMappingNotList, keyMappingNotText, keyMappingTwice, keyMappingChoice, keyMappingName,
		keyMappingAlias, keyMappingTextOrCol, keyMappingTemplate, keyMappingIgnoredUse, keyMappingOtherwise,
		keyMappingTarget, keyMappingType, keyMappingRow,
	}
}
