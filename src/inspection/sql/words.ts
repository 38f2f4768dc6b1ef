const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Operators that compare, as words. */
export const comparing = set('like ilike rlike regexp glob match in between is similar sounds overlaps');

/** Words that join two conditions. */
export const connecting = set('or and xor div mod not');

/** Words that are no operand: a sentence that has one where a value should stand is no condition. */
export const reserved = set(
  'or and xor not in is like between from where group order by having limit union into set values as on when then ' +
    'else end with for to of the an it its they we you this that these those but so',
);

/** What a condition is compared to, or is itself, as a word. */
export const truths = set('true false null unknown');

/** Tables that an attacker guesses first. */
export const wantedTables = set(
  'users user accounts account members member customers admin admins administrators passwords password credentials ' +
    'dual logins employees orders tokens secrets',
);

/** First words of a statement after `;`. */
export const statements = set(
  'select insert update delete drop alter create truncate exec execute declare shutdown waitfor grant revoke merge ' +
    'replace load copy call do handler set begin commit rollback if while backup restore dbcc attach pragma prepare',
);

/** Those that T-SQL takes without a `;` before them. */
export const wordStatements = set('waitfor exec execute declare shutdown drop insert update delete truncate if');

/** Words that a query may go on with behind a literal; any other makes it prose. */
export const continuing: ReadonlySet<string> = new Set([
  ...comparing,
  ...connecting,
  ...wordStatements,
  ...'union intersect except minus having group order limit procedure into as collate escape'.split(' '),
]);

/** Words with which a query goes on in a line below a comment. */
export const goesOn = set('select union from where and or all distinct having group order limit null values into when');

/** Functions and objects that an injection asks and an API's text hardly ever calls. */
export const tellingFunctions = set(
  'sleep benchmark pg_sleep extractvalue updatexml load_file xp_cmdshell xp_dirtree xp_regread xp_regwrite ' +
    'sp_executesql sp_oacreate sp_password sp_makewebtask openrowset opendatasource utl_http.request utl_inaddr ' +
    'get_host_address group_concat concat_ws find_in_set json_extract json_value strcmp lo_get unistr ' +
    'current_database inet_server_addr xmlserialize bit_count load_extension sysdate soundex ' +
    'dbms_pipe.receive_message dbms_lock.sleep dbms_ldap.init ctxsys.drithsx.sn ordsys.ord_dicom.getmappingxpath ' +
    'pg_read_file pg_ls_dir lo_import lo_export dblink_connect current_setting query_to_xml database_to_xml ' +
    'xmltype name_const geometrycollection polygon multipoint linestring exp make_set elt procedure_analyse ' +
    'string_agg randomblob load_extension sqlite_version json_keys fn_my_permissions is_srvrolemember has_dbaccess ' +
    'system_user session_user schema_name db_name user_name object_id ascii substring substr mid ord unhex hex ' +
    'bin_to_uuid ' +
    'char chr nchar cast convert row_count version database current_user user schema connection_id',
);

/** Of those, the ones that give themselves away in any text, called with an argument. */
export const loudFunctions = set(
  'benchmark pg_sleep extractvalue updatexml load_file xp_cmdshell xp_dirtree xp_regread xp_regwrite sp_executesql ' +
    'sp_oacreate sp_makewebtask openrowset opendatasource utl_http utl_inaddr dbms_pipe dbms_lock dbms_ldap ' +
    'pg_read_file pg_ls_dir lo_import dblink_connect query_to_xml database_to_xml name_const load_extension ' +
    'fn_my_permissions is_srvrolemember randomblob group_concat sleep',
);

/** Catalogues of databases: nobody asks an API for them. */
export const catalogues = set(
  'information_schema sysobjects syscolumns sysusers sysdatabases pg_catalog pg_shadow pg_user pg_tables sqlite_master ' +
    'sqlite_schema all_tables all_tab_columns user_tables user_tab_columns msysobjects mysql xtype dba_users v$version',
);

/** Functions that only a value made of nothing but a call tells: `substr(`. Words of other languages are left out. */
export const bareFunctions: ReadonlySet<string> = new Set([
  ...tellingFunctions,
  ...(
    'md5 sha1 sha2 uncompress compress ifnull nullif coalesce concat strcmp sysdate rtrim ltrim lpad rpad ucase lcase ' +
    'bit_length octet_length char_length make_set elt soundex find_in_set load_file from_base64 to_base64 aes_decrypt ' +
    'aes_encrypt des_decrypt position instr locate greatest least rand pow cos sin floor adddate subdate curdate ' +
    'curtime now utc_date last_insert_id is_used_lock get_lock release_lock json_build_object jsonb_pretty if insert ' +
    'decode encode trim replace repeat reverse left right format'
  ).split(' '),
]);

const packages = /^(?:dbms_|utl_|ctxsys\.|ordsys\.|sys\.|master\.|dbo\.|information_schema\.|pg_catalog\.|xmltype\.)/;

/** Whether a call of this name (dotted, in lower case) is one that an injection makes. */
export function isTellingCall(name: string): boolean {
  return tellingFunctions.has(name) || packages.test(name);
}
