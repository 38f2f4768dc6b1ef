const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Operators that compare, as words. */
export const comparing = set('like ilike rlike regexp glob match in between is similar sounds overlaps contains');

/** Words that join two conditions. */
export const connecting = set('or and xor div mod not');

/** First words of a statement after `;`. */
export const statements = set(
  'select insert update delete drop alter create truncate exec execute declare shutdown waitfor grant revoke merge ' +
    'replace load copy call do handler set begin commit rollback if while kill use backup restore dbcc bulk pg_sleep ' +
    'attach pragma vacuum rename with print open fetch deallocate prepare',
);

/** Functions and objects that an injection asks and an API's text hardly ever calls. */
export const tellingFunctions = set(
  'sleep benchmark pg_sleep extractvalue updatexml load_file xp_cmdshell xp_dirtree xp_regread xp_regwrite ' +
    'sp_executesql sp_oacreate sp_password sp_makewebtask openrowset opendatasource utl_http.request utl_inaddr ' +
    'get_host_address group_concat concat_ws ' +
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
